"""What is wrong with a statement, and how reading may go on.

In: the automaton at a token that it does not accept, and the statement so far. Out: one diagnostic, and where the
mistake is plain, the repair that lets the rest of the statement be read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Message, Text
from planlang.source import Span
from planlang.syntax.answers import answered
from planlang.syntax.answers.kinds import other_kind
from planlang.syntax.automaton.blocks import FILE, SHARES, home_blocks, titled
from planlang.syntax.automaton.machine import Stack
from planlang.syntax.automaton.situation import EndBefore, LeaveOut, ReadAs, Repair, Situation, TakeFor
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.lexical.keywords import Keyword, vocabulary
from planlang.syntax.lexical.quantities import unit_advice
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.mistakes.examples import FOR_EXAMPLE, example
from planlang.syntax.mistakes.resemble import BARE_TEXT, WRITE, glued_keyword, misspelt, near_keyword, report_glued
from planlang.syntax.mistakes.wording import BLOCKS, MARKS, expectation, keywords_of, listed, one_of

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
BELONGS_MANY = Text("misplaced-statement.many", "it belongs in the block of what it is about, such as {home}")
MOST_HOMES = 8
CANNOT_BEGIN = Text("unexpected-text.start", "a statement cannot begin with `{found}`")
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
RESPONSE_IN_WORDS_HELP = Text(
    "quoted-name.response", "a response is a task: write it in the risk, or give its name; words alone go into `{note}`"
)
BARE_TEXT_HELP = Text("bare-text.help", "put it in quotes")
NAME_AND_TITLE = Text("quoted-name.title", "a name is one word and a title stands in quotes: `{example}`")
STRAY_COMMA = Text("stray-comma", "this `{mark}` separates nothing")
STRAY_COMMA_HELP = Text("stray-comma.help", "leave it out")
STRAY_COMMA_END = Text("stray-comma.end", "write `;` or a new line between two statements")
CHAINED = Text("chained-comparison", "a comparison has two sides, this is a third")
CHAINED_HELP = Text("chained-comparison.help", "join two comparisons by `{word}`")
NOT_A_UNIT = Text("unknown-unit.word", "`{unit}` is not a unit or a currency, so it cannot follow a number")


def mistake(situation: Situation, findings: Findings) -> Repair | None:
    """Reports what is wrong and gives a way to go on, or None where the statement has to be left out."""
    stack = situation.machine.stack
    expected = situation.machine.expected(stack)
    if answered(situation, expected, findings):
        return None
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
    if token.type == "_COMMA" and situation.at + 1 < len(situation.tokens):
        repair = _stray_comma(situation, ended, findings)
        if repair is not None:
            return repair
    if situation.block == "SOURCE" and situation.kind == "NAME" and situation.before.type == "_COLON":
        repair = _clause_with_colon(situation, findings)
        if repair is not None:
            return repair
    starts = frozenset(terminal for terminal, blocks in home_blocks().items() if situation.block in blocks)
    return misspelt(situation, expected, starts, findings) or _inside(situation, expected, findings)


# ---------------------------------------------------------------- at the start of a statement


def _at_the_start(situation: Situation, expected: frozenset[str], findings: Findings) -> Repair | None:
    token, block = situation.token, situation.block
    if not situation.tokens[situation.at].word:
        findings.error("unexpected-text", token.span, CANNOT_BEGIN(found=_found(situation)), _help(situation, expected))
        return None
    kind = other_kind(situation, expected, findings)
    if kind is not None:
        return kind
    keyword, width = _spelled(situation)
    span = Span(situation.source, token.start, situation.tokens[situation.at + width - 1].end)
    word = span.text
    homes = () if keyword is None else home_blocks().get(keyword.terminal, ())
    if not homes and (keyword is None or keyword.section != "later"):
        repair = near_keyword(situation, situation.at, expected, findings, narrowest=1 if keyword is None else 2)
        if repair is not None:
            return repair
    if keyword is None:
        if block == FILE:
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
    elif block == FILE:
        findings.error("misplaced-statement", span, MISPLACED_OUTSIDE(word=word), _belongs(homes))
    else:
        findings.error(
            "misplaced-statement",
            span,
            MISPLACED(word=word, block=BLOCKS[block]()),
            _belongs(homes),
        )
    return None


def _belongs(homes: Sequence[str]) -> Message:
    """In which blocks a statement can stand; of many the first."""
    if len(homes) > MOST_HOMES:
        return BELONGS_MANY(home=BLOCKS[homes[0]]())
    return BELONGS(homes=one_of([BLOCKS[home]() for home in homes]))


def _help(situation: Situation, expected: frozenset[str]) -> Message:
    """Which statements there are."""
    words = listed(situation.spelling(keyword) for keyword in keywords_of(expected))
    if situation.block == FILE:
        return UNKNOWN_DECLARATION_HELP(kinds=words)
    if situation.block == SHARES:
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


# ---------------------------------------------------------------- inside a statement


def _stray_comma(situation: Situation, ended: Stack | None, findings: Findings) -> Repair | None:
    """A comma before a clause or a statement: `when visits this week < 3, for 2 weeks`."""
    following = situation.tokens[situation.at + 1]
    keyword = vocabulary().first_of(str(following.value)) if following.word else None
    if keyword is None:
        return None
    span = _span(situation)
    goes_on = situation.machine.after(situation.machine.stack, keyword.terminal) is not None
    if goes_on or (ended is not None and situation.machine.after(ended, keyword.terminal) is not None):
        help_, text = (STRAY_COMMA_HELP(), " ") if goes_on else (STRAY_COMMA_END(), ";")
        fix = Fix(help_, (Edit(span, text),), safe=False)
        findings.error("stray-comma", span, STRAY_COMMA(mark=span.text), help_, fixes=(fix,))
        return LeaveOut(1, ends=not goes_on)
    return None


def _clause_with_colon(situation: Situation, findings: Findings) -> Repair | None:
    """`read: "deals.csv"` in a source, where a colon makes a column of a word."""
    tokens, first = situation.tokens, situation.first
    for words, keyword in vocabulary().by_first_word.get(str(tokens[first].value), ()):
        end = first + len(words)
        fits = tuple(token.value for token in tokens[first:end]) == words and tokens[end].type == "_COLON"
        if fits and "SOURCE" in home_blocks().get(keyword.terminal, ()):
            span = tokens[end].span
            fix = Fix(STRAY_COMMA_HELP(), (Edit(span, ""),), safe=False)
            message = STRAY_COMMA(mark=span.text)
            findings.error("stray-comma", span, message, STRAY_COMMA_HELP(), fixes=(fix,))
            del tokens[end]
            return TakeFor(first, keyword, len(words))
    return None


def _named(title: str) -> str:
    """A name for a title: `price_list` for `Price list`, `价目表` for `价目 表`."""
    words = re.findall(r"\w+", title)
    name = "_".join(words).lower() if title.isascii() else "".join(words)
    return name if name.isidentifier() else f"a_{name}" if f"a_{name}".isidentifier() else "a"


def _title_without_name(situation: Situation, findings: Findings) -> Repair:
    """`task "Price list" {`."""
    token = situation.token
    title = str(token.value)
    name = _named(title)
    written = name if name == title else f"{name} {token.text}"
    help_ = NAME_AND_TITLE(example=f"{situation.tokens[situation.first].text} {written}")
    fix = Fix(WRITE(text=written), (Edit(token.span, written),), safe=False)
    findings.error("quoted-name", token.span, QUOTED_NAME(), help_, fixes=(fix,))
    return ReadAs(name)


def _name_of_words(situation: Situation, findings: Findings) -> Repair:
    """`task Price list {`: a name of several words, or a title without quotes."""
    tokens, first = situation.tokens, situation.first
    end = situation.at
    while end < len(tokens) and tokens[end].word:
        end += 1
    span = Span(situation.source, situation.token.start, tokens[end - 1].end)
    whole = Span(situation.source, tokens[first + 1].start, tokens[end - 1].end)
    written = f'{_named(whole.text)} "{whole.text}"'
    help_ = NAME_AND_TITLE(example=f"{tokens[first].text} {written}")
    fix = Fix(WRITE(text=written), (Edit(whole, written),), safe=False)
    findings.error("bare-text", span, BARE_TEXT(), help_, fixes=(fix,))
    return LeaveOut(end - situation.at)


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
    return following == "_COLON" if situation.block == "SOURCE" else situation.block == SHARES


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
        named = situation.machine.after(situation.machine.stack, "NAME")
        if named is not None and situation.machine.after(named, "STRING") is not None and situation.kind in titled():
            return _title_without_name(situation, findings)
        name = str(token.value)
        if situation.kind == "RESPOND_WITH":
            note = f"{situation.spelling(by_key['note'])} {span.text}"
            findings.error("quoted-name", span, QUOTED_NAME(), RESPONSE_IN_WORDS_HELP(note=note))
            return ReadAs(name)
        plain = name.isidentifier()
        shown = name if plain else _named(name) if situation.kind == "HOLIDAYS" else f"`{name}`"
        fixes = (Fix(WRITE(text=shown), (Edit(span, shown),), safe=False),) if "`" not in name and name else ()
        help_ = QUOTED_NAME_HELP() if plain or not fixes else WRITE(text=shown)
        findings.error("quoted-name", span, QUOTED_NAME(), help_, fixes=fixes)
        return ReadAs(name)
    elif (
        situation.at == situation.first + 2
        and situation.kind in titled()
        and token.type == "NAME"
        and "STRING" in expected
    ):
        return _name_of_words(situation, findings)
    elif token.type == "NAME" and "STRING" in expected and "NAME" not in expected and before.type != "INTEGER":
        text = span.to(_last_word(situation).span)
        fix = Fix(WRITE(text=f'"{text.text}"'), (Edit(text, f'"{text.text}"'),), safe=False)
        findings.error("bare-text", text, BARE_TEXT(), BARE_TEXT_HELP(), fixes=(fix,))
    elif token.type in ("COMPARISON", "IS", "IS_NOT") and "AND" in expected:
        findings.error("chained-comparison", span, CHAINED(), CHAINED_HELP(word=situation.spelling(by_key["and"])))
    elif token.type == "NAME" and before.type in ("INTEGER", "NUMBER"):
        findings.error("unknown-unit", span, NOT_A_UNIT(unit=_short(span.text)), unit_advice(span.text, vocabulary()))
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
                _example(situation),
            )
    return None


def _last_word(situation: Situation) -> Token:
    """The last of the words from the current token on that are none of the language: `Net Amount`."""
    at = situation.at
    while situation.tokens[at + 1].word and vocabulary().first_of(str(situation.tokens[at + 1].value)) is None:
        at += 1
    return situation.tokens[at]


def _unfinished(situation: Situation, expected: frozenset[str], findings: Findings) -> None:
    before = situation.before
    if "_LBRACE" in expected:
        first = situation.tokens[situation.first]
        span = first.span.to(before.span)
        fix = Fix(MISSING_BLOCK_HELP(), (Edit(Span(situation.source, before.end, before.end), " {}"),), safe=False)
        findings.error("missing-block", span, MISSING_BLOCK(word=_short(span.text)), MISSING_BLOCK_HELP(), fixes=(fix,))
        return
    message = UNFINISHED(expected=expectation(expected, situation.language), before=_short(before.text))
    findings.error("unfinished-statement", before.span, message, _example(situation))


def _example(situation: Situation) -> Message | None:
    shown = example(situation.block, situation.kind, situation.language)
    return None if shown is None else FOR_EXAMPLE(example=shown)


def _is_operand(expected: frozenset[str]) -> bool:
    return "_LPAR" in expected and "INTEGER" in expected


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
