"""What stands below broken rules: by which standards the work is done, and what is proposed.

In: an evaluation. Out: paragraphs; none where the plan says nothing of it.
"""

from __future__ import annotations

from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation, Kind
from planlang.evaluate.results.violations import listed
from planlang.report.document import Paragraph, Tone
from planlang.report.words.names import COMMA, entity_name
from planlang.report.words.rules import proposal_words, rule_words, stage_concerned, standard_of

STANDARD = Text("report.findings.standard", "Standard of {stage}: {words}")
BY = Text("report.findings.by", "{words} (responsible: {names})")
PROPOSED = Text("report.findings.proposed", "Proposed: {what} ({records})")
AND_OTHERS = Text("report.findings.and-others", "{names} and {count} more")
MOST_NAMED = 5


def standards(evaluation: Evaluation, language: Language) -> tuple[Paragraph, ...]:
    """By which standards the work is done where rules are broken, each once, and who is responsible."""
    plan = evaluation.plan
    found: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for violation in evaluation.violations:
        stage, standard = stage_concerned(violation, plan), standard_of(violation, plan)
        if standard is None and not violation.responsible:
            continue
        about = rule_words(violation.rule, plan).render(language) if stage is None else stage.title
        _, people = found.setdefault((violation.rule, about), (standard or "", []))
        people += (who for who in violation.responsible if who not in people)
    said: list[Paragraph] = []
    for (about, standard), people in {(about, words): people for (_, about), (words, people) in found.items()}.items():
        words = STANDARD(stage=about, words=standard).render(language).rstrip(" ：:")
        if people:
            words = BY(words=words, names=COMMA().render(language).join(people)).render(language)
        said.append(Paragraph(words, Tone.MUTED))
    return tuple(said)


def proposals(evaluation: Evaluation, language: Language) -> tuple[Paragraph, ...]:
    """What is proposed, each once, and for whom."""
    plan = evaluation.plan
    rules = {
        rule.ident.name: process
        for process in plan.model.processes.values()
        for rule in process.rules
        if rule.ident.handling.proposals
    }
    if not rules:
        return ()
    found: dict[str, list[str]] = {}
    for violation in listed(evaluation.violations).where(lambda kind, rule: kind is Kind.RULE and rule in rules):
        for proposal in violation.proposals:
            what = proposal_words(proposal, rules[violation.rule], plan).render(language)
            found.setdefault(what, []).append(entity_name(violation.entity, plan, language))
    return tuple(
        Paragraph(PROPOSED(what=what, records=_some(names, language)).render(language), Tone.STRONG)
        for what, names in found.items()
    )


def _some(names: list[str], language: Language) -> str:
    """The first names, and how many more there are."""
    each = list(dict.fromkeys(names))
    said, rest = COMMA().render(language).join(each[:MOST_NAMED]), len(each) - MOST_NAMED
    return AND_OTHERS(names=said, count=rest).render(language) if rest > 0 else said
