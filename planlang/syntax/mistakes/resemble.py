"""Words that resemble a word of the language: misspelt ones, and ones written together with a name.

In: the place where reading stopped. Out: the keyword that was meant, reported.
"""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Text
from planlang.syntax.automaton.situation import Repair, Situation, TakeFor
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.lexical.keywords import Keyword, vocabulary
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.mistakes.wording import keywords_of

MISSPELT = Text("misspelt-word", "`{word}` is not a word of the language here")
MISSPELT_HELP = Text("misspelt-word.help", "a word with a similar spelling is `{near}`")
BARE_TEXT = Text("bare-text", "a text stands here, and texts are quoted")
WRITE = Text("misspelt-word.fix", "write `{text}`")
GLUED = Text("glued-words", "`{word}` is one word; `{keyword}` in it is not seen")
GLUED_HELP = Text("glued-words.help", "put a space between them: `{apart}`")

LONGEST_PHRASE = 4


def misspelt(
    situation: Situation, expected: frozenset[str], starts: frozenset[str], findings: Findings
) -> Repair | None:
    """A word close to one that fits: the current one, or the first one where that was taken for a name."""
    if situation.kind == "NAME" and situation.at == situation.first + 1 and situation.block in ("SOURCE", "TEAM"):
        repair = near_keyword(situation, situation.first, starts, findings)
        if repair is not None:
            return repair
    if situation.tokens[situation.at].word and "NAME" not in expected:
        repair = near_keyword(situation, situation.at, expected, findings)
        if repair is not None:
            return repair
    for index, stack in reversed(situation.trail[-LONGEST_PHRASE + 1 :]):
        # `at mots 10wd`: the first word of a phrase was taken for a name, or for a shorter phrase.
        repair = near_keyword(
            situation, index, situation.machine.expected(stack), findings, narrowest=situation.at - index + 1
        )
        if repair is not None:
            return repair
    return None


def near_keyword(
    situation: Situation, index: int, expected: frozenset[str], findings: Findings, *, narrowest: int = 1
) -> Repair | None:
    """The keyword that words at `index` resemble, the longest stretch of words first; reports it.

    Stretches of fewer than `narrowest` words are not looked at.
    """
    spellings: dict[str, Keyword] = {}
    for keyword in keywords_of(expected):
        for spelling in keyword.english + keyword.chinese:
            spellings.setdefault(spelling, keyword)
    words = []
    for token in situation.tokens[index : index + LONGEST_PHRASE]:
        if not token.word:
            break
        words.append(token)
    for width in range(len(words), narrowest - 1, -1):
        written = " ".join(str(token.value) for token in words[:width])
        candidates = [spelling for spelling in spellings if spelling.count(" ") == width - 1]
        near = nearest(written, candidates, 1) if len(written) > 1 else ()
        if near:
            span = words[0].span.to(words[width - 1].span)
            fix = Fix(WRITE(text=near[0]), (Edit(span, near[0]),), safe=False)
            findings.error("misspelt-word", span, MISSPELT(word=written), MISSPELT_HELP(near=near[0]), fixes=(fix,))
            return TakeFor(index, spellings[near[0]], width)
    return None


def glued_keyword(word: str) -> tuple[str, str] | None:
    """A word taken apart into a name and the keyword it begins or ends with: `visits本周` is visits and 本周.

    Only where the writing changes between the two, Latin on one side and Chinese on the other; else None.
    """
    if word.isascii():
        return None
    for at in range(1, len(word)):
        if word[at - 1].isascii() != word[at].isascii():
            head, tail = word[:at], word[at:]
            if (head if word[at].isascii() else tail) in vocabulary().by_first_word:
                return head, tail
    return None


def report_glued(token: Token, findings: Findings) -> None:
    """Reports a word in which a name and a keyword are written together."""
    word = str(token.value)
    parts = glued_keyword(word)
    assert parts is not None, "only words with a keyword in them"
    keyword = parts[0] if parts[0] in vocabulary().by_first_word else parts[1]
    apart = " ".join(parts)
    fix = Fix(WRITE(text=apart), (Edit(token.span, apart),), safe=False)
    findings.error("glued-words", token.span, GLUED(word=word, keyword=keyword), GLUED_HELP(apart=apart), fixes=(fix,))
