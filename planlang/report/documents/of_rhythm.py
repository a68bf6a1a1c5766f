"""What `explain` tells of how a plan is kept alive: risks, channels.

In: what goes by a name. Out: a section of each.
"""

from __future__ import annotations

from typing import assert_never

from planlang.diagnostics.text import Language
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.risks import RiskValue
from planlang.report.document import Section
from planlang.report.documents.subjects import ChannelName
from planlang.report.sections.rhythm.notices import explained_channel
from planlang.report.sections.rhythm.risks import explained_risk


def of_rhythm(subject: RiskValue | ChannelName, evaluation: Evaluation, language: Language) -> Section:
    """The section of one of them."""
    match subject:
        case RiskValue():
            return explained_risk(subject, evaluation, language)
        case ChannelName(name):
            return explained_channel(name, evaluation, language)
        case _:
            assert_never(subject)
