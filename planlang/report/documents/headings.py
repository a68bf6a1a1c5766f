"""Sections by the heading that stands over them in the report: what a reader has before his eyes when he asks for one."""

from __future__ import annotations

from planlang.diagnostics.text import Language, Text
from planlang.report.sections.change.changes import BASELINES, REVISIONS, SCENARIOS, WAIVERS
from planlang.report.sections.change.proposals import PROPOSALS
from planlang.report.sections.findings import REMINDED, UPCOMING, VIOLATIONS
from planlang.report.sections.late_tasks import TASKS
from planlang.report.sections.rhythm.meetings import MEETINGS
from planlang.report.sections.rhythm.notes import NOTES
from planlang.report.sections.rhythm.notices import NOTICES
from planlang.report.sections.shortcomings import DATA, NOT_JUDGED
from planlang.report.sections.splits import SPLITS
from planlang.report.sections.targets.chains import CHAINS
from planlang.report.sections.targets.recurring import HEADING
from planlang.report.sections.todos import HEAD
from planlang.report.words.extent import SECTIONS, Section

HEADINGS: dict[Section, tuple[Text, ...]] = {
    Section.GOALS: (HEADING,),
    Section.SPLITS: (SPLITS,),
    Section.CHAINS: (CHAINS,),
    Section.TASKS: (TASKS,),
    Section.RULES: (VIOLATIONS,),
    Section.TODOS: (HEAD,),
    Section.UPCOMING: (UPCOMING, REMINDED),
    Section.REVIEWS: (MEETINGS,),
    Section.MESSAGES: (NOTICES,),
    Section.PROPOSALS: (PROPOSALS,),
    Section.CHANGES: (REVISIONS, WAIVERS, SCENARIOS, BASELINES),
    Section.DATA: (DATA, NOT_JUDGED),
    Section.NOTES: (NOTES,),
}
"""The headings that are not what the section is called anyway."""


def names_of_sections() -> tuple[str, ...]:
    """All that a section can be called, in either language."""
    headings = (heading().render(language) for group in HEADINGS.values() for heading in group for language in Language)
    names = (text().render(Language.ZH) for text in SECTIONS.values())
    return (*(section.value for section in Section), *names, *headings)


def section_headed(written: str) -> Section | None:
    """The section over which this stands in the report, in either language."""
    wanted = " ".join(written.lower().split())
    for section, headings in HEADINGS.items():
        if any(wanted == heading().render(language).lower() for heading in headings for language in Language):
            return section
    return None
