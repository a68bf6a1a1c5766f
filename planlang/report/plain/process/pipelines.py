"""The weighted pipelines as plain values, and what has become of the chances that they are weighted with.

In: an evaluation. Out: objects; nothing where no stage declares a chance.
"""

from __future__ import annotations

from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.pipelines import Calibration, StageWeight, WeightedPipeline
from planlang.report.plain.plain import Object, bounds, exact, figure, unit


def pipelines(value: Evaluation) -> Object:
    """The pipelines of an evaluation, and its calibrations."""
    found: Object = {}
    if value.pipelines:
        found["pipelines"] = [_pipeline(one) for one in value.pipelines]
    if value.calibrations:
        found["calibrations"] = [_calibration(one) for one in value.calibrations]
    return found


def _pipeline(value: WeightedPipeline) -> Object:
    """A pipeline weighted with the declared chances of winning."""
    return {
        "process": value.process,
        "day": value.day.isoformat(),
        "unit": unit(value.unit),
        "weighted": figure(value.weighted),
        "before": figure(value.before),
        "undecided": figure(value.undecided),
        "not_weighted": figure(value.not_weighted),
        "amount_not_weighted": figure(value.amount_not_weighted),
        "stages": [_stage_weight(one) for one in value.stages],
    }


def _stage_weight(value: StageWeight) -> Object:
    """What is open in one stage; `win` and `weighted` are null where no chance is declared."""
    return {
        "stage": value.stage,
        "win": None if value.win is None else exact(value.win),
        "where": value.where or None,
        "records": figure(value.records),
        "amount": figure(value.amount),
        "undecided": figure(value.undecided),
        "weighted": None if value.weighted is None else figure(value.weighted),
    }


def _calibration(value: Calibration) -> Object:
    """A declared chance against what has become of the records."""
    return {
        "process": value.process,
        "stage": value.stage,
        "declared": exact(value.declared),
        "where": value.where,
        "since": value.since.isoformat(),
        "decided": value.decided,
        "won": value.won,
        "open": value.still,
        "rate": figure(value.rate),
        "bounds": None if value.bounds is None else bounds(value.bounds),
        "verdict": value.fit.value,
    }
