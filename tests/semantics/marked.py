"""Plans for tests of checks: a working company, and snippets with the wrong place marked as ⟦here⟧."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from planlang.diagnostics.diagnostic import Diagnostic, Outcome, Severity, in_order
from planlang.diagnostics.text import Message, Text
from planlang.lint.run import lint
from planlang.lint.suppressions import told
from planlang.semantics.check import check_files
from planlang.semantics.model import Model
from planlang.source import Source
from planlang.syntax.nodes import Module
from planlang.syntax.parse import parse

NOT_THERE = Text("files.missing", "cannot find {path}")

HEAD = """
plan p "Plan" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; calendar china; currency CNY }
"""
COMPANY = (
    HEAD
    + """
role director "Director"
role manager | 经理 "Manager" under director
role lead "Lead" under manager
role rep | 代表 "Rep" under lead
team company "Company" { director 陈立 }
team north | 北区 "North" under company { manager 王敏; lead 李强; rep 张丽, "Anna Lee" }
team south "South" under company { manager 林涛; rep 刘洋 from 2026-02-01 }

source deals | 商机 "Deals" {
  read "data/deals-*.csv"
  one row per deal_id
  snapshot on file date
  deal_id: text
  owner: person
  stage: stage[b2b]
  amount: money
  discount: ratio
  product: text
  created: date
  closed: date optional
  decision_maker: text optional
  approved: bool
}
source activities "Activities" {
  read "data/activities-*.csv"
  event at day
  deal_id: text
  day: date
  owner: person
  kind: text
  minutes: number optional
}
process b2b "Process" on deals {
  stages prospect | 线索 "Lead" -> proposal "Proposal" -> negotiation "Negotiation"
  win stage won "Won"
  loss stage lost "Lost" from any
}
metric visits | 拜访量 "Visits" = count(activities where kind is "visit")
metric signed "Signed" = sum(deals.amount where stage enters won)
metric wins "Wins" = count(deals where stage enters won)
metric decided "Decided" = wins + count(deals where stage enters lost)
metric win_rate "Win rate" = ratio(wins, decided) min sample 8
metric pipeline "Pipeline" = sum(deals.amount where open)
goal revenue "Revenue" { measure signed; target 1亿 CNY by 2026-12-31; owner director }
goal share "Share" { measure win_rate; target 40% by 2026-12-31; owner director }
review weekly "Weekly" { every monday 09:00; covers pipeline, visits; attended by director }
"""
)

FILES = {
    "one.plan": 'metric from_file "One" = visits + 1\n',
    "two.plan": 'metric from_file "Two" = visits + 2\n',
    "hidden.plan": "private metric helper = visits + 3\nmetric shown = helper + 1\n",
    "circle.plan": 'use "main.plan"\n',
    "main.plan": "",
    "sales.kit": """
module kit "Kit" (deals: source, low: number = 10)
metric kit_deals = count(deals where open)
metric kit_share = ratio(kit_deals, kit_deals)
""",
    "sales.needs": """
module needs "Needs" (calls: source)
metric call_count = count(calls)
""",
    "sales.wins": """
module wins "Wins" (deals | 商机: source, big | 大额: money = 50万元)
metric won_deals = count(deals where stage enters won)
metric large_deals = count(deals where amount > big)
""",
    "sales.reads": """
module reads "Reads" (deals: source)
metric weighted = sum(deals.likelihood)
""",
}
"""Files and libraries that plans in the documentation use."""

PROCESS_WORDS = ("stay", "no", "enter", "leave", "from", "at", "notify", "stage", "approval", "void")
CALLS = 'source calls { read "c.csv"; event at day; day: date }\n'


def in_place(snippet: str, before: str = COMPANY) -> str:
    """A snippet where it belongs: a whole plan by itself, rules inside the process of the company, the rest after it."""
    if snippet.split("{")[0].lstrip().startswith(("plan p", "role r ")):
        return snippet
    needs_calls = "without calls" in snippet or "without ⟦calls⟧" in snippet
    before += CALLS if needs_calls else ""
    if snippet.split()[0] in PROCESS_WORDS:
        return before.replace("loss stage lost", f"{snippet}\n  loss stage lost")
    return before + snippet


@frozen
class Memory:
    """A loader over texts: files by path, libraries by dotted name."""

    texts: Mapping[str, str]

    def file(self, path: str, used_in: str) -> Outcome[Module] | Message:
        text = self.texts.get(path)
        return NOT_THERE(path=path) if text is None else parse(Source(path, text))

    def library(self, name: str) -> Outcome[Module] | None:
        text = self.texts.get(name)
        return None if text is None else parse(Source(f"stdlib:{name.replace('.', '/')}.plan", text))

    def libraries(self) -> tuple[str, ...]:
        return tuple(sorted(name for name in self.texts if not name.endswith(".plan")))


@frozen
class Found:
    """What was found: the model and the diagnostics of check."""

    model: Model | None
    diagnostics: tuple[Diagnostic, ...]
    source: Source

    @property
    def plan(self) -> Model:
        assert self.model is not None
        return self.model

    @property
    def names(self) -> list[str]:
        return [diagnostic.name for diagnostic in self.diagnostics]


def checked(text: str, files: Mapping[str, str] | None = None, path: str = "main.plan") -> Found:
    """A whole plan, parsed and checked; its syntax must be right."""
    source = Source(path, text)
    parsed = parse(source)
    assert not parsed.diagnostics, [d.message.render() for d in parsed.diagnostics]
    outcome = check_files(parsed.value, Memory(files or {}))
    return Found(outcome.value.model, outcome.diagnostics, source)


def linted(
    text: str, files: Mapping[str, str] | None = None, *, require_reasons: bool = False
) -> tuple[Diagnostic, ...]:
    """What lint has to say about a plan without errors."""
    source = Source("main.plan", text)
    outcome = check_files(parse(source).value, Memory(files or {}))
    errors = [d.message.render() for d in outcome.diagnostics if d.severity is Severity.ERROR]
    assert not errors, errors
    assert outcome.value.model is not None
    modules = outcome.value.modules
    said = told(lint(outcome.value.model, modules), (module.source for module in modules))
    return in_order((*said.kept, *said.unused, *(said.unreasoned if require_reasons else ())))


def unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text without its marks, and the stretches between them."""
    plain = ""
    places: list[tuple[int, int]] = []
    starts: list[int] = []
    for letter in text:
        if letter == "⟦":
            starts.append(len(plain))
        elif letter == "⟧":
            places.append((starts.pop(), len(plain)))
        else:
            plain += letter
    assert not starts
    return plain, sorted(places)


def assert_bad(name: str, snippet: str, before: str = COMPANY, files: Mapping[str, str] | None = None) -> Diagnostic:
    """One diagnostic of that name and no other, at the marked place."""
    text, places = unmarked(before + snippet)
    found = checked(text, files)
    shown = [(d.name, d.span.text, d.message.render()) for d in found.diagnostics]
    assert [d.name for d in found.diagnostics] == [name], shown
    diagnostic = found.diagnostics[0]
    assert [(diagnostic.span.start, diagnostic.span.end)] == places, shown
    assert_readable(diagnostic)
    return diagnostic


def assert_good(snippet: str, before: str = COMPANY, files: Mapping[str, str] | None = None) -> Found:
    """No diagnostic at all."""
    text, _ = unmarked(before + snippet)
    found = checked(text, files)
    assert not found.diagnostics, [(d.name, d.span.text, d.message.render()) for d in found.diagnostics]
    return found


def assert_readable(diagnostic: Diagnostic) -> None:
    """Every sentence of a diagnostic renders, begins in lower case and has no full stop."""
    sentences = [diagnostic.message, diagnostic.note, diagnostic.help]
    sentences += [related.message for related in diagnostic.related]
    sentences += [fix.message for fix in diagnostic.fixes]
    for sentence in sentences:
        if sentence is not None:
            text = sentence.render()
            assert "{}" not in text.replace("`{}`", "")
            assert not text.endswith("."), text
            assert not text[0].isupper() or text.split()[0].rstrip(":,").isupper(), text
