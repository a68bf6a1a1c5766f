"""The pipeline weighted with the declared probabilities of winning (docs/reference/pipelines.md).

In: nothing (data classes). Out: what `weighted_pipelines` and `calibrations` find.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from fractions import Fraction

from planlang.evaluate.results.readings import Range
from planlang.frozen import frozen
from planlang.values.figure import Figure
from planlang.values.units import Unit


@frozen
class StageWeight:
    """The open records in a stage.

    Attributes:
        win: the declared probability that one is won; None where none is declared.
        where: `path:line:column` of that declaration; empty where there is none.
        amount: what those are worth whose worth is known.
        undecided: how many have no known worth.
        weighted: amount times probability; None where none is declared.
    """

    stage: str
    win: Fraction | None
    where: str
    records: Figure
    amount: Figure
    undecided: Figure
    weighted: Figure | None


@frozen
class WeightedPipeline:
    """The open records of a process at the end of a day.

    Attributes:
        stages: the open stages in order.
        weighted: the sum over stages with a probability; `before` the same a week before.
        undecided: records in these stages whose worth is not known.
        not_weighted: records in stages without a probability, and `amount_not_weighted` what those are worth.
    """

    process: str
    day: date
    unit: Unit
    stages: tuple[StageWeight, ...]
    weighted: Figure
    before: Figure
    undecided: Figure
    not_weighted: Figure
    amount_not_weighted: Figure


class Fit(Enum):
    """Whether a declared probability fits what has become of records."""

    FITS = "fits"
    MISCALIBRATED = "miscalibrated"
    UNKNOWN = "unknown"


@frozen
class Calibration:
    """A declared probability of winning against what has become of the records that entered the stage.

    Attributes:
        where: `path:line:column` of the declaration.
        since: the first day whose entries count.
        decided: records that entered since then and are won or lost; `won` of them.
        still: those that are open.
        rate: won over decided.
        bounds: of the share, at 95 %; None below the smallest sample.
    """

    process: str
    stage: str
    declared: Fraction
    where: str
    since: date
    decided: int
    won: int
    still: int
    rate: Figure
    bounds: Range | None
    fit: Fit
