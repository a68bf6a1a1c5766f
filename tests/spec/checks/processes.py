"""Checks for tests/spec/processes.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from attrs import evolve

from planlang.data.loaded.snapshot import Snapshot
from planlang.diagnostics.display import percent, show
from planlang.diagnostics.text import Language
from planlang.evaluate.results.evaluation import Conversion, Verdict
from planlang.evaluate.rules.conversion import conversions
from planlang.evaluate.rules.findings import FOREVER, VERDICTS, Findings, breaches
from planlang.evaluate.rules.judged import Judged
from planlang.evaluate.rules.process import judge_process
from planlang.evaluate.stages.calibration import calibrations
from planlang.evaluate.stages.visits import keep_visits, make_visits
from planlang.plan.limits import with_course
from planlang.plan.plan import Plan
from planlang.query.catalog import records_table, unsure_table, visits_table
from planlang.semantics.expr import Column, RowEmpty
from planlang.semantics.model import (
    BackRule,
    DayKind,
    DayLimit,
    Expectation,
    IdleRule,
    LimitCase,
    Model,
    Process,
    ProcessRule,
    ReopenRule,
    RequireRule,
    ResponseRule,
    SkipRule,
    StayRule,
    WinProbability,
)
from planlang.values.periods import week_of
from planlang.values.units import Plain, Ratio
from tests.evaluate.judge.answered import Answers
from tests.evaluate.judge.worlds import CALLS, MOVES, SPAN, as_of, chained, day, deals, plan, process, rule, snapshot

AMOUNT = RowEmpty(Column("amount", Plain()), negated=True)
World = tuple[Plan, Snapshot]


def limit(text: str) -> DayLimit:
    kind = DayKind.WORKING if text.endswith("wd") else DayKind.CALENDAR
    return DayLimit(int(text.removesuffix(kind.value)), kind)


def steps(text: str) -> list[tuple[str, list[date]]]:
    """`contact 03-02; proposal 03-09 03-16`."""
    found = []
    for step in filter(None, (part.strip() for part in text.split(";"))):
        stage, *days = (word for word in step.split() if word not in ("+", "-") or word == step.split()[0])
        found.append((stage, [day(text) for text in days]))
    return found


def from_history(text: str, of: Process, *more: object, **loaded: object) -> World:
    rows = [("D1", stage, days[0]) for stage, days in steps(text)]
    return plan(deals(), MOVES, CALLS, of=of), snapshot(
        (deals(), [("D1", "lily", rows[-1][1])] if rows else []),
        (MOVES, rows),
        *more,  # type: ignore[arg-type]
        **loaded,  # type: ignore[arg-type]
    )


def from_exports(text: str, of: Process, *more: object, dated: str = "") -> World:
    entered = steps(dated)
    spec = deals(exports=True, entered=[(stage, f"in_{stage}") for stage, _ in entered])
    marks = [days[0] for _, days in entered]
    rows: list[tuple[object, ...]] = []
    for stage, days in steps(text):
        for taken in days:
            rows.append(("D0", "lily", "prospect", *[None] * len(marks), taken))
            if stage != "-":
                rows.append(("D1", "lily", stage, *[m if m <= taken else None for m in marks], taken))
    return plan(spec, CALLS, of=of), snapshot((spec, rows), *more)  # type: ignore[arg-type]


def from_state(dated: str, now: str, of: Process) -> World:
    entered = steps(dated)
    spec = deals(entered=[(stage, f"in_{stage}") for stage, _ in entered])
    return plan(spec, CALLS, of=of), snapshot(
        (spec, [("D1", "lily", now, *(days[0] if days else None for _, days in entered))])
    )


def by_rule(world: World, until: str, answers: Answers | None = None) -> tuple[Judged, ...]:
    """How each rule is judged."""
    found_plan, loaded = world
    visits = make_visits(found_plan, loaded, as_of(day(until)))["b2b"]
    return judge_process(found_plan, visits, loaded, (answers or Answers()).on(loaded))


def judged(world: World, until: str, answers: Answers | None = None) -> list[Findings]:
    """What each rule found about D1."""
    return [of_deal(one.all()) for one in by_rule(world, until, answers)]


def of_deal(found: Findings) -> Findings:
    """What was found about D1."""
    return found.take((found.keys == "D1").nonzero()[0])


def verdicts(found: Findings, separator: str = " ") -> str:
    return separator.join(VERDICTS[rank].value for rank in found.verdict.tolist())


def dates(found: Sequence[date | None], separator: str = " ") -> str:
    return separator.join(one.isoformat() for one in found if one)


def length(low: int, high: int) -> str:
    return f"{low}.." + ("" if high >= FOREVER else str(high))


def stay_rule(text: str) -> StayRule:
    *total, stage, most = text.split()
    return StayRule(rule("stay"), stage, limit(most), bool(total), None)


def stay(row: dict[str, str]) -> dict[str, str]:
    (found,) = judged(from_history(row["moves"], process(stay_rule(row["rule"]))), row["as of"])
    assert (found.low == found.high).all()
    return {
        "verdict": verdicts(found, ", "),
        "due": dates(found.due.tolist(), ", "),
        "days": ", ".join(map(str, found.low.tolist())),
        "since": dates(found.since.tolist(), ", "),
    }


def exported(found: Findings) -> dict[str, str]:
    """Verdict, days and due of the one instance."""
    (low,), (high,) = found.low.tolist(), found.high.tolist()
    ends = [str(one)[5:] if one else "" for one in (*found.due_from.tolist(), *found.due.tolist())]
    return {"verdict": verdicts(found), "days": length(low, high), "due": "..".join(ends)}


def stay_in_exports(row: dict[str, str]) -> dict[str, str]:
    (found,) = judged(from_exports(row["exports"], process(stay_rule(row["rule"]))), row["as of"])
    return exported(found)


def stay_dated(row: dict[str, str]) -> dict[str, str]:
    world = from_exports(row["exports"], process(stay_rule(row["rule"])), dated=row["dated"])
    found = exported(judged(world, row["as of"])[0])
    return {"verdict": found["verdict"], "days": found["days"]}


def stay_now(row: dict[str, str]) -> dict[str, str]:
    world = from_state(row["dated"], row["stage now"], process(stay_rule(row["rule"])))
    found = exported(judged(world, row["as of"])[0])
    return {"verdict": found["verdict"], "days": found["days"]}


MOVE_RULES: tuple[ProcessRule, ...] = (
    SkipRule(rule("skip")),
    BackRule(rule("back"), ("discovery",)),
    ReopenRule(rule("reopen"), ("discovery",)),
)


def moves(row: dict[str, str]) -> dict[str, str]:
    of = process(*MOVE_RULES)
    match row["how"]:
        case "history":
            world = from_history(row["moves"], of)
        case "exports":
            world = from_exports(row["moves"], of)
        case "dated":
            world = from_state(row["moves"], steps(row["moves"])[-1][0], of)
        case _:
            world = from_state("", row["moves"], of)
    skips, returns, reopenings = judged(world, row["as of"])
    return {"skips": verdicts(skips), "returns": verdicts(returns), "reopenings": verdicts(reopenings)}


def passing(row: dict[str, str]) -> dict[str, str]:
    of = process(MOVE_RULES[0], SkipRule(rule("skip.discovery"), "discovery"))
    match row["how"]:
        case "history":
            world = from_history(row["moves"], of)
        case "exports":
            world = from_exports(row["moves"], of)
        case _:
            world = from_state(row["moves"], steps(row["moves"])[-1][0], of)
    every, one = judged(world, row["as of"])
    return {"no skipping": verdicts(every), "no skipping discovery": verdicts(one)}


BIG = RowEmpty(Column("amount", Plain()), negated=True)
TRUTHS = {"yes": True, "no": False, "_": None}


def case(row: dict[str, str]) -> dict[str, str]:
    usual, _, rest = row["rule"].partition(", ")
    most = limit(usual)
    length = rest.removesuffix(" where big")
    other = DayLimit(2 * most.count, most.kind) if length == "twice" else limit(length)
    stay = StayRule(rule("stay"), "proposal", most, False, None, (LimitCase(other, BIG, "big"),))
    exports = {}
    if row["big"] in TRUTHS:
        answers = Answers(now=TRUTHS[row["big"]])
        world = from_history(row["moves"], process(stay))
    else:
        exports = {day(when): TRUTHS[is_big] for when, is_big in (part.split() for part in row["big"].split(", "))}
        answers = Answers(now=[*exports.values()][-1], exports=exports)
        world = from_both(row["moves"], [*exports], process(stay))
    (found,) = judged(world, row["as of"], answers)
    (kind,) = breaches(found, range(len(found.verdict)), week_of(day(row["as of"])))
    assert isinstance(kind.limit, DayLimit)
    due = "..".join(dict.fromkeys(one.isoformat() for one in (kind.due_from, kind.due) if one))
    return {"verdict": verdicts(found), "due": due, "limit": f"{kind.limit.count}{kind.limit.kind.value}"}


def revised(row: dict[str, str]) -> dict[str, str]:
    (found,) = judged(from_history(row["moves"], _revised(row["rule"])), row["as of"])
    return _under(found, row["as of"])


def revised_in_exports(row: dict[str, str]) -> dict[str, str]:
    (found,) = judged(from_exports(row["exports"], _revised(row["rule"])), row["as of"])
    shown = _under(found, row["as of"])
    return {name: shown[name] for name in ("verdict", "due")}


def _revised(text: str) -> Process:
    """A process after the revisions that changed its limit: `10wd, 8wd from 03-11`."""
    total, words = text.startswith("total "), text.removeprefix("total ")
    first, *later = words.split(", ")

    def limited(most: str) -> Model:
        stay = StayRule(rule("stay"), "proposal", limit(most), total, None)
        return plan(deals(), MOVES, CALLS, of=process(stay)).model

    found = limited(first)
    for one in later:
        most, _, since = one.partition(" from ")
        found = with_course(found, limited(most), day(since))
    return found.processes["b2b"]


def _under(found: Findings, until: str) -> dict[str, str]:
    """Verdict, when it runs out, and the limit of the one instance."""
    (one,) = breaches(found, range(len(found.verdict)), week_of(day(until)))
    assert isinstance(one.limit, DayLimit)
    due = "..".join(dict.fromkeys(each.isoformat() for each in (one.due_from, one.due) if each))
    return {"verdict": verdicts(found), "due": due, "limit": f"{one.limit.count}{one.limit.kind.value}"}


def from_both(text: str, exports: Sequence[date], of: Process) -> World:
    """A history, and the record in an export on each of some days."""
    moves = [("D1", stage, days[0]) for stage, days in steps(text)]
    spec = deals(exports=True)
    rows = [("D1", "lily", [stage for _, stage, when in moves if when <= taken][-1], taken) for taken in exports]
    return plan(spec, MOVES, CALLS, of=of), snapshot((spec, rows), (MOVES, moves))


def after_win(row: dict[str, str]) -> dict[str, str]:
    return counting(
        from_history(row["moves"], chained()), row["as of"], ("won", "delivery", "service", "resold", "closed")
    )


def win_in_exports(row: dict[str, str]) -> dict[str, str]:
    world = from_exports(row["exports"], chained(), dated=row["dated"])
    found = counting(world, row["as of"], ("won", "delivery"))
    known = make_visits(*world, as_of(day(row["as of"])))["b2b"]
    maybe = ""
    if False in known.unsure:
        told = known.engine.run(f"SELECT stage FROM {unsure_table(known.index, standing=False)}")
        maybe = "yes" if "won" in told["stage"].tolist() else ""
    return found | {"may have been won": maybe}


def counting(world: World, until: str, names: Sequence[str]) -> dict[str, str]:
    """On which days D1 counts as having entered stages, and as closed."""
    visits = make_visits(*world, as_of(day(until)))
    keep_visits(visits["b2b"].engine, visits)
    engine = visits["b2b"].engine
    key = engine.run(f"SELECT rank FROM {records_table(0)} WHERE record = 'D1'")["rank"].tolist()[0]
    told = engine.run(
        f"SELECT stage, entered, counts, closed FROM {visits_table(0)} WHERE record = {key} ORDER BY entered"
    )
    rows = list(zip(*(told[name].tolist() for name in ("stage", "entered", "counts", "closed")), strict=True))
    found = {
        name: " ".join(f"{at:%m-%d}" for stage, at, counts, _ in rows if stage == name and counts) for name in names
    }
    closed = {f"{at:%m-%d}" for _, _, _, at in rows if at is not None}
    return found | ({"closed": " ".join(sorted(closed))} if "closed" in names else {})


def moves_after_win(row: dict[str, str]) -> dict[str, str]:
    rules = (SkipRule(rule("skip")), BackRule(rule("back"), ()), ReopenRule(rule("reopen"), ()))
    more = (SkipRule(rule("skip.delivery"), "delivery"), IdleRule(rule("idle"), limit("14d"), "calls", None, None))
    *found, silent = judged(from_history(row["moves"], chained(*rules, *more), calls("")), row["as of"])
    names = ("skips", "returns", "reopenings", "no skipping delivery")
    told = {name: verdicts(one) for name, one in zip(names, found, strict=True)}
    return told | {"silence": gaps(silent, lengths=True)}


def response_after_win(row: dict[str, str]) -> dict[str, str]:
    first = ResponseRule(rule("first"), "proposal", "service", limit("30d"))
    second = ResponseRule(rule("second"), "won", "service", limit("14d"))
    found = judged(from_history(row["moves"], chained(first, second)), row["as of"])
    return dict(zip(("from proposal", "from won"), map(verdicts, found), strict=True))


def guarded_loss(row: dict[str, str]) -> dict[str, str]:
    of = process(MOVE_RULES[0], lost_from=("contact",))
    return {"skips": verdicts(judged(from_history(row["moves"], of), row["as of"])[0])}


def requirement(row: dict[str, str]) -> dict[str, str]:
    asked = RequireRule(rule("need"), "proposal", row["rule"] == "leave", (("amount", AMOUNT),))
    of = process(asked)
    parts = [part.split() for part in row["rows"].split(";")]
    filled = [words[-1] == "+" for words in parts]
    match row["how"]:
        case "history":
            world, answers = from_history_with_amount(row["rows"], of), Answers(filled[-1], {}, filled)
        case "exports":
            exports = {day(words[1]): there for words, there in zip(parts, filled, strict=True)}
            world, answers = from_exports(row["rows"], of), Answers(filled[-1], exports)
        case _:
            world, answers = from_state("", parts[0][0], of), Answers(filled[-1])
    (found,) = judged(world, "03-31", answers)
    stands = "".join("yes" if over is None else "no" for over in found.over.tolist())
    return {"verdict": verdicts(found), "stands": stands}


def from_history_with_amount(text: str, of: Process) -> World:
    """A history that carries the amount, too."""
    import attrs

    from tests.evaluate.judge.worlds import column

    found_plan, loaded = from_history(text, of)
    history = attrs.evolve(MOVES, columns=(*MOVES.columns, column("amount", Plain())))
    sources = {**found_plan.model.sources, "moves": history}
    return attrs.evolve(found_plan, model=attrs.evolve(found_plan.model, sources=sources)), loaded


def requirement_by_exports(row: dict[str, str]) -> dict[str, str]:
    asked = RequireRule(rule("need"), "proposal", False, (("amount", AMOUNT),))
    exports = [part.split() for part in row["exports"].split(";")]
    there = {day(words[1]): words[2] == "+" for words in exports if words[0] != "D0"}
    rows = [("D0", "lily", "prospect", day(words[1])) for words in exports]
    rows += [("D1", "lily", words[0], day(words[1])) for words in exports if words[0] != "D0"]
    moves = [("D1", stage, days[0]) for stage, days in steps(row["moves"])]
    spec = deals(exports=True)
    world = plan(spec, MOVES, of=process(asked)), snapshot((spec, rows), (MOVES, moves))
    (found,) = judged(world, "03-31", Answers(list(there.values())[-1], there))
    return {"verdict": verdicts(found), "stands": "yes" if found.over.tolist() == [None] else "no"}


def idle_rule(text: str) -> IdleRule:
    *stage, most = text.split()
    return IdleRule(rule("idle"), limit(most), "calls", stage[0] if stage else None, None)


def calls(text: str) -> tuple[object, list[tuple[str, date]]]:
    return CALLS, [("D1", day(word)) for word in text.split()]


def gaps(found: Findings, *, lengths: bool) -> str:
    words = []
    for index, start in enumerate(found.anchor.tolist()):
        verdict = VERDICTS[found.verdict[index]]
        low, high = found.low[index].item(), found.high[index].item()
        due = found.due[index].item()
        days = f" {low}" if low == high else f" {length(low, high)}"
        when = f" due {due}" if low == high and verdict is not Verdict.SATISFIED else ""
        words.append(f"{start.isoformat()[5:]} {verdict.value}" + (days + when if lengths else ""))
    return "; ".join(words)


def idle(row: dict[str, str]) -> dict[str, str]:
    of = process(idle_rule(row["rule"]))
    (found,) = judged(from_history(row["moves"], of, calls(row["activities"])), row["as of"])
    return {"gaps": gaps(found, lengths=True)}


def idle_loaded(row: dict[str, str]) -> dict[str, str]:
    of = process(idle_rule("14d"))
    words = [day(word) for word in row["loaded"].split() if word != ".."]
    ranges = tuple((first, last + timedelta(days=1)) for first, last in zip(words[::2], words[1::2], strict=True))
    joined = merged(ranges)
    if row["loaded"]:
        world = from_history("contact 03-02", of, calls(""), coverage={"calls": joined})
    else:
        world = from_history("contact 03-02", of)
    return {"gaps": gaps(judged(world, row["as of"])[0], lengths=False)}


def merged(ranges: Sequence[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    """Adjacent stretches as one, as snapshots give them."""
    found: list[tuple[date, date]] = []
    for start, end in ranges:
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def idle_in_exports(row: dict[str, str]) -> dict[str, str]:
    world = from_exports(row["exports"], process(idle_rule("14d")), calls(row["activities"]))
    return {"gaps": gaps(judged(world, row["as of"])[0], lengths=True)}


def response(row: dict[str, str]) -> dict[str, str]:
    of = process(ResponseRule(rule("answer"), "contact", "proposal", limit("21d")))
    world = (from_history if row["how"] == "history" else from_exports)(row["moves"], of)
    (one,) = by_rule(world, row["as of"])
    found = of_deal(one.all())
    told = verdicts(found) if len(found.verdict) else "vacuous" if one.count().verdicts[Verdict.VACUOUS] else ""
    return {"verdict": told, "due": dates(found.due.tolist()), "since": dates(found.since.tolist())}


def conversion(row: dict[str, str]) -> dict[str, str]:
    """How many of the records `D1`, `D2` … that entered `proposal` got further, against 30 %."""
    found = converted(row, "0.3", process())
    rate = show(found.rate, Ratio(), Language.EN)
    if found.bounds is not None:
        assert found.bounds.high is not None
        rate = f"{percent(found.bounds.low)} to {percent(found.bounds.high)}"
    return {
        "counted": str(found.counted),
        "converted": str(found.converted),
        "rate": rate,
        "not yet": str(found.immature),
        "undated": str(found.undated),
        "of all": of_all(found),
        "against 30%": found.verdict.value,
    }


def expected(row: dict[str, str]) -> dict[str, str]:
    """The same of a process with void records, against several shares."""
    shares = {"60%": "0.6", "40%": "0.4", "30%": "0.3"}
    found = {name: converted(row, share, chained()) for name, share in shares.items()}
    one = found["30%"]
    told = {"rate": f"{show(one.rate, Ratio(), Language.EN)} of {one.counted}", "of all": of_all(one)}
    return told | {name: each.verdict.value for name, each in found.items()}


def of_all(found: Conversion) -> str:
    """Between what the conversion of all members will come to lie."""
    if found.whole is None:
        return ""
    assert found.whole.high is not None
    return " to ".join(dict.fromkeys((percent(found.whole.low), percent(found.whole.high))))


def converted(row: dict[str, str], share: str, bare: Process) -> Conversion:
    """How many of the records got further."""
    texts = [text.strip() for text in row["records"].split("/")]
    within = limit(row["within"]) if row["within"] else None
    expects = Expectation(Decimal(share), within)
    stages = tuple(evolve(stage, expectation=expects) if stage.name == "proposal" else stage for stage in bare.stages)
    of = evolve(bare, stages=stages)
    if row.get("how", "history") == "history":
        found_plan, loaded = histories(texts, of)
    else:
        found_plan, loaded = exports(texts, of)
    visits = make_visits(found_plan, loaded, as_of(day(row["as of"])))
    (found,) = conversions(found_plan, visits, loaded)
    return found


def calibration(row: dict[str, str]) -> dict[str, str]:
    """What became of records that entered `proposal`, against a declared chance."""
    bare = chained()
    chance = WinProbability(Decimal(row["declared"].removesuffix("%")) / 100, SPAN)
    of = evolve(bare, stages=tuple(evolve(one, win=chance) if one.name == "proposal" else one for one in bare.stages))
    entered = day(row["entered"] or "02-02")
    ends = {"won": "won", "lost": "lost", "void": "void", "open": ""}
    texts = [(name, number) for name in ends for number in range(int(row[name]))]
    moves = [
        (f"{name}{n}", stage, when)
        for name, n in texts
        for stage, when in (("proposal", entered), (ends[name], entered + timedelta(days=9)))
        if stage
    ]
    last = {key: stage for key, stage, _ in moves}
    found_plan, loaded = (
        plan(deals(), MOVES, of=of),
        snapshot((deals(), [(key, "lily", stage) for key, stage in last.items()]), (MOVES, moves)),
    )
    (found,) = calibrations(make_visits(found_plan, loaded, as_of(day("03-31"))), loaded)
    assert found.still == int(row["open"])
    bounds = (
        ""
        if found.bounds is None or found.bounds.high is None
        else f"{percent(found.bounds.low)} to {percent(found.bounds.high)}"
    )
    rate = f"{show(found.rate, Ratio(), Language.EN)} of {found.decided}"
    return {"since": found.since.isoformat(), "rate": rate, "bounds": bounds, "fit": found.fit.value}


def histories(texts: Sequence[str], of: Process) -> World:
    """Several records whose moves a history lists."""
    moves = [(f"D{i}", stage, days[0]) for i, text in enumerate(texts, 1) for stage, days in steps(text)]
    last = {key: stage for key, stage, _ in moves}
    return plan(deals(), MOVES, of=of), snapshot(
        (deals(), [(key, "lily", stage) for key, stage in last.items()]), (MOVES, moves)
    )


def exports(texts: Sequence[str], of: Process) -> World:
    """Several records that dated exports show; D0 is in all of them."""
    shown = [
        (f"D{i}", stage, taken) for i, text in enumerate(texts, 1) for stage, days in steps(text) for taken in days
    ]
    rows = [(key, "lily", stage, taken) for key, stage, taken in shown if stage != "-"]
    rows += [("D0", "lily", "prospect", taken) for taken in sorted({taken for _, _, taken in shown})]
    spec = deals(exports=True)
    return plan(spec, of=of), snapshot((spec, rows))
