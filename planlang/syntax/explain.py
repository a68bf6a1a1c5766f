"""What is wrong with a statement, and how reading may go on.

In: the automaton at a token that it does not accept, and the statement so far. Out: one diagnostic, and where the
mistake is plain, the repair that lets the rest of the statement be read.
"""

from __future__ import annotations

from functools import cache

from attrs import frozen

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Language, Text
from planlang.source import Source, Span
from planlang.syntax.findings import Findings
from planlang.syntax.keywords import Keyword, vocabulary
from planlang.syntax.machine import Machine, Stack
from planlang.syntax.tokens import Token
from planlang.syntax.wording import BLOCKS, MARKS, expectation, keywords_of, listed, one_of

NOT_IN_THIS_VERSION = Text("unknown-declaration.later", "this version of planlang has no `{word}` declarations")
NOT_IN_THIS_VERSION_HELP = Text("unknown-declaration.later-help", "leave it out, or keep it as a comment")
UNKNOWN_DECLARATION = Text("unknown-declaration", "`{word}` is not a kind of declaration")
UNKNOWN_DECLARATION_HELP = Text("unknown-declaration.help", "the declarations are {kinds}")
UNKNOWN_STATEMENT = Text("unknown-statement", "{block} has no statement `{word}`")
STATEMENTS = Text("unknown-statement.help", "{block} takes {statements}")
SHARE_EXPECTED = Text("unknown-statement.share", "a split has a name and its share, such as `north 55%`")
MISPLACED = Text("misplaced-statement", "`{word}` cannot stand in {block}")
MISPLACED_OUTSIDE = Text("misplaced-statement.outside", "`{word}` cannot stand outside a block")
BELONGS = Text("misplaced-statement.help", "it belongs in {homes}")
CANNOT_BEGIN = Text("unexpected-text.start", "a statement cannot begin with `{found}`")
MISSPELT = Text("misspelt-word", "`{word}` is not a word of the language here")
MISSPELT_HELP = Text("misspelt-word.help", "a word with a similar spelling is `{near}`")
WRITE = Text("misspelt-word.fix", "write `{text}`")
UNEXPECTED = Text("unexpected-text", "expected {expected} after `{before}`, found `{found}`")
UNFINISHED = Text("unfinished-statement", "expected {expected} after `{before}`, but the statement ends here")
MISSING_BLOCK = Text("missing-block", "`{word}` has no block")
MISSING_BLOCK_HELP = Text("missing-block.help", "add `{{ … }}` with its statements")
MISSING_SEPARATOR = Text("missing-separator", "a new line or `;` is missing before `{found}`")
MISSING_SEPARATOR_HELP = Text("missing-separator.help", "put every statement on a line of its own, or `;` between two")
SINGLE_EQUALS = Text("single-equals", "`=` defines, it does not compare")
COMPARE_WITH = Text("single-equals.help", "write `{word}` to compare")
RESERVED_NAME = Text("reserved-name", "`{word}` is a word of the language and cannot be a name")
RESERVED_NAME_HELP = Text("reserved-name.help", "put it in backticks to use it as a name")
QUOTED_NAME = Text("quoted-name", "a name stands here, not a text")
QUOTED_NAME_HELP = Text("quoted-name.help", "write it without quotes")
BARE_TEXT = Text("bare-text", "a text stands here, and texts are quoted")
BARE_TEXT_HELP = Text("bare-text.help", "put it in quotes")
CHAINED = Text("chained-comparison", "a comparison has two sides, this is a third")
CHAINED_HELP = Text("chained-comparison.help", "join two comparisons by `{word}`")
NOT_A_UNIT = Text("unknown-unit.word", "`{unit}` is not a unit or a currency, so it cannot follow a number")
GLUED = Text("glued-words", "`{word}` is one word; `{keyword}` in it is not seen")
GLUED_HELP = Text("glued-words.help", "put a space between them: `{apart}`")

LONGEST_PHRASE = 4


@frozen
class Situation:
    """The automaton at a token it does not accept.

    Attributes:
        first: index of the statement's first token.
        at: index of the token.
        token: the token as it was understood.
        kind: terminal of the statement's first token, empty at its start.
        block: kind of the block it stands in.
        language: the language to name keywords in.
        trail: the words of the statement so far, by index, each with the automaton's stack before it.
    """

    machine: Machine
    tokens: list[Token]
    first: int
    at: int
    token: Token
    kind: str
    block: str
    language: Language
    trail: list[tuple[int, Stack]]

    @property
    def source(self) -> Source:
        """The source that is read."""
        return self.token.source

    @property
    def before(self) -> Token:
        """The token before the one that does not fit."""
        return self.tokens[self.at - 1]

    def spelling(self, keyword: Keyword) -> str:
        """How a keyword is written in the language of the file."""
        return keyword.spellings(self.language)[0]


@frozen
class EndBefore:
    """The statement ended before the token."""


@frozen
class TakeFor:
    """The words from `index` on are meant to be a keyword."""

    index: int
    keyword: Keyword
    width: int


Repair = EndBefore | TakeFor


def mistake(situation: Situation, findings: Findings) -> Repair | None:
    """Reports what is wrong and gives a way to go on, or None where the statement has to be left out."""
    stack = situation.machine.stack
    expected = situation.machine.expected(stack)
    if situation.at == situation.first:
        return _at_the_start(situation, expected, findings)
    token = situation.token
    if token.type == "_END":
        _unfinished(situation, expected, findings)
        return None
    ended = situation.machine.after(stack, "_END")
    if ended is not None and _begins(situation, situation.machine.expected(ended)):
        span = Span(situation.source, situation.before.end, situation.before.end)
        fix = Fix(MISSING_SEPARATOR_HELP(), (Edit(span, ";"),), safe=False)
        findings.error(
            "missing-separator",
            _span(situation),
            MISSING_SEPARATOR(found=_found(situation)),
            MISSING_SEPARATOR_HELP(),
            fixes=(fix,),
        )
        return EndBefore()
    return _misspelt(situation, expected, findings) or _inside(situation, expected, findings)


# ---------------------------------------------------------------- at the start of a statement


def _at_the_start(situation: Situation, expected: frozenset[str], findings: Findings) -> Repair | None:
    token, block = situation.token, situation.block
    if not situation.tokens[situation.at].word:
        findings.error("unexpected-text", token.span, CANNOT_BEGIN(found=_found(situation)), _help(situation, expected))
        return None
    keyword, width = _spelled(situation)
    span = Span(situation.source, token.start, situation.tokens[situation.at + width - 1].end)
    word = span.text
    homes = () if keyword is None else home_blocks().get(keyword.terminal, ())
    if not homes and (keyword is None or keyword.section != "later"):
        repair = _near(situation, situation.at, expected, findings, narrowest=1 if keyword is None else 2)
        if repair is not None:
            return repair
    if keyword is None:
        if block == "FILE":
            findings.error(
                "unknown-declaration", span, UNKNOWN_DECLARATION(word=_short(word)), _help(situation, expected)
            )
        else:
            findings.error(
                "unknown-statement",
                span,
                UNKNOWN_STATEMENT(block=BLOCKS[block](), word=_short(word)),
                _help(situation, expected),
            )
        return None
    if keyword.section == "later":
        findings.error("unknown-declaration", span, NOT_IN_THIS_VERSION(word=word), NOT_IN_THIS_VERSION_HELP())
    elif not homes:
        findings.error("unexpected-text", span, CANNOT_BEGIN(found=word), _help(situation, expected))
    elif block == "FILE":
        belongs = BELONGS(homes=one_of([BLOCKS[home]() for home in homes]))
        findings.error("misplaced-statement", span, MISPLACED_OUTSIDE(word=word), belongs)
    else:
        findings.error(
            "misplaced-statement",
            span,
            MISPLACED(word=word, block=BLOCKS[block]()),
            BELONGS(homes=one_of([BLOCKS[home]() for home in homes])),
        )
    return None


def _help(situation: Situation, expected: frozenset[str]):  # type: ignore[no-untyped-def]
    """Which statements there are."""
    words = listed(situation.spelling(keyword) for keyword in keywords_of(expected))
    if situation.block == "FILE":
        return UNKNOWN_DECLARATION_HELP(kinds=words)
    if situation.block == "SHARES":
        return SHARE_EXPECTED()
    return STATEMENTS(block=BLOCKS[situation.block](), statements=words)


def _spelled(situation: Situation) -> tuple[Keyword | None, int]:
    """The longest keyword spelled at the current token, whether or not it may stand there."""
    word = str(situation.tokens[situation.at].value)
    for words, keyword in vocabulary().by_first_word.get(word, ()):
        found = situation.tokens[situation.at : situation.at + len(words)]
        if tuple(token.value for token in found) == words:
            return keyword, len(words)
    return None, 1


@cache
def home_blocks() -> dict[str, tuple[str, ...]]:
    """The blocks that a keyword may begin a statement in, by terminal; `FILE` for declarations."""
    machine = Machine()
    homes: dict[str, list[str]] = {}
    heads = {
        "FILE": (),
        "PLAN": ("PLAN", "NAME", "_LBRACE"),
        "CALENDAR": ("CALENDAR", "NAME", "_LBRACE"),
        "TEAM": ("TEAM", "NAME", "_LBRACE"),
        "SOURCE": ("SOURCE", "NAME", "_LBRACE"),
        "GOAL": ("GOAL", "NAME", "_LBRACE"),
        "PROCESS": ("PROCESS", "NAME", "ON", "NAME", "_LBRACE"),
        "STAGE": ("PROCESS", "NAME", "ON", "NAME", "_LBRACE", "STAGE", "NAME", "_LBRACE"),
        "ALERT": ("ALERT", "NAME", "_LBRACE"),
        "TASK": ("TASK", "NAME", "_LBRACE"),
        "MILESTONE": ("MILESTONE", "NAME", "_LBRACE"),
        "REVIEW": ("REVIEW", "NAME", "_LBRACE"),
    }
    for block, head in heads.items():
        stack = machine.stack
        for terminal in head:
            further = machine.after(stack, terminal)
            assert further is not None, f"the head of {block} is not in the grammar"
            stack = further
        for terminal in machine.expected(stack):
            homes.setdefault(terminal, []).append(block)
    return {terminal: tuple(blocks) for terminal, blocks in homes.items()}


# ---------------------------------------------------------------- inside a statement


def _begins(situation: Situation, starts: frozenset[str]) -> bool:
    """Whether the current token can be the first of another statement."""
    following = situation.tokens[situation.at + 1].type if situation.at + 1 < len(situation.tokens) else "_END"
    if situation.before.type == "RBRACE":
        return True
    keyword, _ = _spelled(situation)
    if keyword is not None and keyword.terminal in starts and situation.tokens[situation.at].word:
        return True
    if situation.token.type != "NAME" or "NAME" not in starts:
        return False
    return following == "_COLON" if situation.block == "SOURCE" else situation.block == "SHARES"


def _misspelt(situation: Situation, expected: frozenset[str], findings: Findings) -> Repair | None:
    """A word close to one that fits: the current one, or the first one where that was taken for a name."""
    if situation.kind == "NAME" and situation.at == situation.first + 1 and situation.block in ("SOURCE", "TEAM"):
        homes = home_blocks()
        starts = frozenset(terminal for terminal, blocks in homes.items() if situation.block in blocks)
        repair = _near(situation, situation.first, starts, findings)
        if repair is not None:
            return repair
    if situation.tokens[situation.at].word and "NAME" not in expected:
        repair = _near(situation, situation.at, expected, findings)
        if repair is not None:
            return repair
    for index, stack in reversed(situation.trail[-LONGEST_PHRASE + 1 :]):
        # `at mots 10wd`: the first word of a phrase was taken for a name, or for a shorter phrase.
        repair = _near(
            situation, index, situation.machine.expected(stack), findings, narrowest=situation.at - index + 1
        )
        if repair is not None:
            return repair
    return None


def _near(
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


def _inside(situation: Situation, expected: frozenset[str], findings: Findings) -> Repair | None:
    token, span, before = situation.token, _span(situation), situation.before
    by_key = {keyword.key: keyword for keyword in vocabulary().section("reserved", "words")}
    if token.type == "_EQUALS" and "IS" in expected:
        word = situation.spelling(by_key["is"])
        fix = Fix(WRITE(text=word), (Edit(span, word),), safe=False)
        findings.error("single-equals", span, SINGLE_EQUALS(), COMPARE_WITH(word=word), fixes=(fix,))
        return TakeFor(situation.at, by_key["is"], 1)
    if "NAME" in expected and token.keyword is not None and token.keyword.reserved and not _is_operand(expected):
        fix = Fix(WRITE(text=f"`{span.text}`"), (Edit(span, f"`{span.text}`"),), safe=False)
        findings.error("reserved-name", span, RESERVED_NAME(word=span.text), RESERVED_NAME_HELP(), fixes=(fix,))
    elif token.type == "STRING" and "NAME" in expected:
        findings.error("quoted-name", span, QUOTED_NAME(), QUOTED_NAME_HELP())
    elif token.type == "NAME" and "STRING" in expected and "NAME" not in expected and before.type != "INTEGER":
        fix = Fix(WRITE(text=f'"{span.text}"'), (Edit(span, f'"{span.text}"'),), safe=False)
        findings.error("bare-text", span, BARE_TEXT(), BARE_TEXT_HELP(), fixes=(fix,))
    elif token.type in ("COMPARISON", "IS", "IS_NOT") and "AND" in expected:
        findings.error("chained-comparison", span, CHAINED(), CHAINED_HELP(word=situation.spelling(by_key["and"])))
    elif token.type == "NAME" and before.type in ("INTEGER", "NUMBER"):
        findings.error("unknown-unit", span, NOT_A_UNIT(unit=_short(span.text)), _expected_help(situation, expected))
    else:
        glued = next(
            (word for word in (situation.tokens[situation.at], before) if glued_keyword(str(word.value))), None
        )
        if glued is not None and glued.word:
            report_glued(glued, findings)
        else:
            findings.error(
                "unexpected-text",
                span,
                UNEXPECTED(
                    expected=expectation(expected, situation.language),
                    before=_short(before.text),
                    found=_found(situation),
                ),
            )
    return None


EXPECTED_HERE = Text("unexpected-text.help", "expected here: {expected}")


def _expected_help(situation: Situation, expected: frozenset[str]):  # type: ignore[no-untyped-def]
    return EXPECTED_HERE(expected=expectation(expected, situation.language))


def _unfinished(situation: Situation, expected: frozenset[str], findings: Findings) -> None:
    before = situation.before
    if "_LBRACE" in expected:
        first = situation.tokens[situation.first]
        span = first.span.to(before.span)
        fix = Fix(MISSING_BLOCK_HELP(), (Edit(Span(situation.source, before.end, before.end), " {}"),), safe=False)
        findings.error("missing-block", span, MISSING_BLOCK(word=_short(span.text)), MISSING_BLOCK_HELP(), fixes=(fix,))
        return
    message = UNFINISHED(expected=expectation(expected, situation.language), before=_short(before.text))
    findings.error("unfinished-statement", before.span, message)


def _is_operand(expected: frozenset[str]) -> bool:
    return "_LPAR" in expected and "INTEGER" in expected


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


# ---------------------------------------------------------------- what was found


def _span(situation: Situation) -> Span:
    return situation.token.span


def _found(situation: Situation) -> str:
    text = _span(situation).text
    return _short(text) if text else MARKS.get(situation.token.type, "")


def _short(text: str) -> str:
    """A text on one line of at most 40 characters."""
    line = text.replace("\n", " ")
    return line if len(line) <= 40 else line[:39] + "…"
