"""From characters to tokens.

In: a source. Out: its words, quantities, texts, marks and line ends in order, its comments, and what was wrong with
single characters. Statements, blocks and keywords are found later (layout.py, parse.py). Linear in the length of the
text; blocks and brackets nested deeper than `DEEPEST` end the reading of the declaration they stand in.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache
from itertools import takewhile

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Language, Text
from planlang.frozen import define, field
from planlang.source import Source, Span
from planlang.syntax.lexical.characters import (
    BEHIND_TEXTS,
    CLOCK,
    CLOSERS_OF_COMMENTS,
    ESCAPES,
    INSTEAD,
    MARKS,
    ON_THE,
    ORDINALS,
    PLAIN_DIGITS,
    RECURRING,
    TIMED,
    TOKEN,
    WIDE_DIGIT,
    looks_latin,
)
from planlang.syntax.lexical.currencies import LONG_SIGNS, SIGNS
from planlang.syntax.lexical.dates import clock
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.lexical.kind_words import kind_spellings, starts_declaration
from planlang.syntax.lexical.numbered import numbered_name, report_numbered
from planlang.syntax.lexical.odd_characters import (
    WRITE_INSTEAD,
    full_width,
    look_alike,
    other_comment,
    other_connective,
    other_quotes,
    unexpected_character,
)
from planlang.syntax.lexical.quantities import read_quantity, with_sign
from planlang.syntax.lexical.quantity import Mistake, Place, Quantity
from planlang.syntax.lexical.scanned import Comment, Scan
from planlang.syntax.lexical.tokens import Token

UNTERMINATED_TEXT = Text("unterminated-text", "the text that begins here has no closing quote on its line")
UNTERMINATED_TEXT_HELP = Text("unterminated-text.help", 'add `"` at its end; a text never crosses a line')
UNTERMINATED_NAME = Text("unterminated-text.name", "the name that begins here has no closing backtick on its line")
UNTERMINATED_NAME_HELP = Text("unterminated-text.name-help", "add a backtick at its end")
UNKNOWN_ESCAPE = Text("unknown-escape", "`{written}` means nothing in a text")
UNKNOWN_ESCAPE_HELP = Text(
    "unknown-escape.help", 'write `\\\\` for a backslash, `\\"` for a quote, `\\n` for a new line'
)
TOO_DEEP = Text("nesting-too-deep", "blocks and brackets are nested more than {most} deep here")
TOO_DEEP_HELP = Text("nesting-too-deep.help", "the rest of this declaration is not read; take it apart")

DEEPEST = 50


def scan(source: Source) -> Scan:
    """The tokens of a source."""
    return _Scanner(source).run()


@define
class _Scanner:
    source: Source
    found: Scan = field(init=False)
    text: str = field(init=False)
    """The source's text with full-width digits made plain; same length."""
    depth: int = 0
    doc: list[str] = field(factory=list)
    doc_line_over: bool = False
    spoilt: int = -1
    """Index of a token that begins a statement behind a character without meaning."""
    closing: dict[str, int] = field(factory=dict)
    """Where the next end of a comment of another language stands; -1 for none."""
    numbered: set[str] = field(factory=set)
    """Names that begin with a digit."""
    usual: dict[str, str] = field(factory=dict)
    """Names met before, with their normal form."""

    def run(self) -> Scan:
        self.found = Scan(self.source)
        self.text = self.source.text
        if WIDE_DIGIT.search(self.text) is not None:
            self.text = self.text.translate(PLAIN_DIGITS)
        words = vocabulary()
        text, tokens, source = self.text, self.found.tokens, self.source
        match_at, add, usual = TOKEN.match, tokens.append, self.usual
        at, size = 0, len(text)
        while at < size:
            match = match_at(text, at)
            if match is None:
                at = self._unexpected(at)
                continue
            kind = match.lastgroup
            end = match.end()
            if kind == "blank":
                at = end
                continue
            if kind == "word":
                word = match[0]
                token = Token("NAME", word, at, end, source, True)
                if word == "on":
                    nth = ON_THE.match(text, at)
                    if nth is not None:
                        at = self._on_the(nth)
                        continue
                if not word.isascii():
                    recurring = RECURRING.match(text, at)
                    if recurring is not None:
                        at = self._recurring(recurring)
                        continue
                    hour = CLOCK.match(text, at)
                    if hour is not None and hour["part"]:
                        at = self._quantity(at, clock(Place(source, text, at, hour.end(), words)))
                        continue
                    end = self._chinese(token, word)
                    if token.value in words.marks:
                        token.type, token.word = words.marks[str(token.value)], False
                    elif word not in usual:
                        usual[word] = self._normal(token)
                    if token.type == "NAME" and token.end - at == len(word):
                        token.value = usual[word]
                if self.doc:
                    self._document(token)
                add(token)
            elif kind == "mark":
                token_type, value = MARKS.get(match[0], ("", None))
                if not token_type:
                    at = self._unexpected(at)
                    continue
                add(Token(token_type, value, at, end, source))
                if token_type in OPENERS:
                    self.depth += 1
                    if self.depth > DEEPEST:
                        at = self._too_deep(at)
                        continue
                elif token_type in CLOSERS:
                    self.depth = max(0, self.depth - 1)
            elif kind == "newline":
                add(Token("NEWLINE", None, at, end, source))
                self._new_line()
            elif kind == "digit":
                quantity = read_quantity(source, text, at, words)
                named = numbered_name(tokens, text, at, quantity, self.numbered)
                end = self._quantity(at, quantity) if named is None else self._numbered(at, named)
            elif kind == "sign":
                end = self._signed(at, end)
            elif kind in ("text", "curly"):
                add(Token("STRING", self._unescaped(at + 1, end - 1), at, end, source))
            elif kind == "comment":
                self._comment(match[0], at, end)
            elif kind == "other_comment":
                end = self._other_comment(at, end)
            elif kind == "joint":
                self._joint(at, end)
            elif kind == "quotes":
                self._other_quotes(at, end)
            elif kind == "name":
                name = unicodedata.normalize("NFC", match[0][1:-1])
                if name[:1].isdecimal():
                    self.numbered.add(name)
                add(Token("NAME", name, at, end, source))
            else:
                end = self._unterminated(at, end, named=kind == "open_name")
            at = end
            if 0 <= self.spoilt < len(tokens):
                tokens[self.spoilt].broken = True
                self.spoilt = -1
        return self.found

    def _quantity(self, at: int, quantity: Quantity) -> int:
        """Adds a token that begins with a digit; gives its end."""
        wrong = quantity.mistake is not None
        self.found.tokens.append(Token(quantity.type, quantity.value, at, quantity.end, self.source, broken=wrong))
        if quantity.mistake is not None:
            self._wrong_quantity(quantity.mistake)
        elif self.text is not self.source.text:
            self._wide_digits(at, quantity.end)
        return quantity.end

    def _numbered(self, at: int, named: str) -> int:
        """Adds a name that begins with a digit, which none may; gives its end."""
        end = at + len(named)
        self.numbered.add(named)
        report_numbered(Span(self.source, at, end), self.found)
        self.found.tokens.append(Token("NAME", named, at, end, self.source, broken=True))
        return end

    def _signed(self, at: int, end: int) -> int:
        """Adds an amount behind the sign of its currency, `€14M`; gives its end."""
        digit = end + (self.text[end] in " \t")
        sign = self.text[at:end]
        currency = LONG_SIGNS.get(sign) or SIGNS[sign]
        quantity = with_sign(read_quantity(self.source, self.text, digit, vocabulary()), currency)
        if quantity is None:
            return self._unexpected(end - 1)
        return self._quantity(at, quantity)

    # ---- words

    def _chinese(self, token: Token, word: str) -> int:
        """Cuts a word after a keyword that a quantity follows: `连续3周` is 连续 and 3周. Gives the end."""
        words = vocabulary()
        timed = TIMED.match(self.text, token.start)
        if timed is not None:  # `每周一上午9点` is 每周一 and 上午9点
            token.end, token.value = timed.end(), timed[0]
            return token.end
        length = next((n for n, letter in enumerate(word) if "0" <= letter <= "9"), 0)
        if length and word[:length] not in words.glued:
            length = next((n for n in range(1, length) if _is_window(word[:n]) and word[n:length] in words.glued), 0)
            if length:  # `本周低于10` is 本周 and 低于10
                token.end, token.value = token.start + length, word[:length]
            return token.end
        if length:
            quantity = read_quantity(self.source, self.text, token.start + length, vocabulary())
            if quantity.mistake is None or quantity.mistake.name != "unknown-unit":
                token.end = token.start + length
                token.value = word[:length]
        return token.end

    def _recurring(self, found: re.Match[str]) -> int:
        """Adds the words of `每月第4个工作日`, `每季度最后工作日`, `每月5日` in the order of the grammar; gives their end."""
        source, add = self.source, self.found.tokens.append
        group = next(group for group in ("workday", "last", "day") if found[group])
        day, end = found.start(group), found.end()
        at = found.start("nth") if found["nth"] else day
        on, workday, last = _recurring_words()
        add(Token("NAME", found["often"], found.start(), at, source, word=True))
        add(Token("NAME", on, at, at, source, word=True))
        if group == "last":
            add(Token("NAME", last, at, end, source, word=True))
            return end
        if group == "workday":
            add(Token("NAME", workday, at, day, source, word=True))
        add(Token("INTEGER", Decimal(found[group]), day, end, source))
        if self.text is not source.text:
            self._wide_digits(day, found.end(group))
        return end

    def _on_the(self, found: re.Match[str]) -> int:
        """Adds the words of `on the 4th working day`, `on the 15th` in the order of the grammar; gives their end."""
        source, add = self.source, self.found.tokens.append
        group = "day" if found["day"] else "word"
        start, at, end = found.start(), found.start(group), found.end()
        add(Token("NAME", "on", start, start + 2, source, word=True))
        if found["workday"]:
            add(Token("NAME", "workday", at, at, source, word=True))
        number = Decimal(found["day"]) if found["day"] else Decimal(1 + ORDINALS.index(found["word"]))
        add(Token("INTEGER", number, at, end, source))
        return end

    def _normal(self, token: Token) -> str:
        written = token.text
        plain = unicodedata.normalize("NFKC", written)
        if looks_latin(plain):
            return look_alike(token, plain, self.found.findings)
        if plain != unicodedata.normalize("NFC", written) or not plain.isidentifier():
            if plain.isidentifier():
                full_width(token.span, plain, self.found.findings, digits=False)
            else:
                odd = next((letter for letter in written if not ("a" + letter).isidentifier()), written[0])
                unexpected_character(self.source, token.start + written.index(odd), odd, self.found.findings)
        return plain

    # ---- texts and comments

    def _unescaped(self, start: int, end: int) -> str:
        text = self.source.text[start:end]
        if "\\" not in text:
            return text
        pieces: list[str] = []
        at = 0
        while (found := text.find("\\", at)) >= 0:
            pieces.append(text[at:found])
            letter = text[found + 1]
            meaning = ESCAPES.get(letter)
            if meaning is None:
                place = Span(self.source, start + found, start + found + 2)
                fix = Fix(WRITE_INSTEAD(instead="\\\\" + letter), (Edit(place, "\\\\" + letter),), safe=False)
                self.found.findings.error(
                    "unknown-escape", place, UNKNOWN_ESCAPE(written="\\" + letter), UNKNOWN_ESCAPE_HELP(), fixes=(fix,)
                )
                meaning = "\\" + letter
            pieces.append(meaning)
            at = found + 2
        pieces.append(text[at:])
        return "".join(pieces)

    def _unterminated(self, start: int, end: int, *, named: bool) -> int:
        """Reads a text without its closing quote up to the end of the line, less what closes or opens a block."""
        end = start + max(1, len(self.source.text[start:end].rstrip(BEHIND_TEXTS)))
        span = Span(self.source, start, end)
        if named:
            self.found.findings.error("unterminated-text", span, UNTERMINATED_NAME(), UNTERMINATED_NAME_HELP())
        else:
            self.found.findings.error("unterminated-text", span, UNTERMINATED_TEXT(), UNTERMINATED_TEXT_HELP())
        kind = "NAME" if named else "STRING"
        self.found.tokens.append(Token(kind, self.source.text[start + 1 : end], start, end, self.source, broken=True))
        return end

    def _other_quotes(self, start: int, end: int) -> None:
        """Reads a text in quotes of another kind as a text."""
        inside = self.source.text[start + 1 : end - 1]
        other_quotes(Span(self.source, start, end), inside, self.found.findings)
        self.found.tokens.append(Token("STRING", inside, start, end, self.source, broken=True))

    def _other_comment(self, start: int, end: int) -> int:
        """Reads a comment with the marks of another language as one; gives its end."""
        text = self.source.text
        opener = text[start:end]
        closer = CLOSERS_OF_COMMENTS.get(opener, "\n")
        if self.closing.get(closer, end) >= 0:
            self.closing[closer] = text.find(closer, end)
        closing = self.closing[closer]
        if closing < 0 or closer == "\n":
            closing = text.find("\n", end)
            behind = closing = len(text) if closing < 0 else closing
        else:
            behind = closing + len(closer)
        other_comment(Span(self.source, start, behind), opener, text[end:closing], self.found.findings)
        self.found.comments.append(Comment(start, behind))
        if "\n" in text[start:behind]:
            self.found.tokens.append(Token("NEWLINE", None, behind, behind, self.source))
            self._new_line()
        return behind

    def _joint(self, start: int, end: int) -> None:
        """Reads `&&` and `||` as the words that they are elsewhere; in a row of a table `||` is an empty cell."""
        if self.source.text[start] == "|" and self._in_row():
            for at in (start, start + 1):
                self.found.tokens.append(Token("_BAR", "|", at, at + 1, self.source))
            return
        chinese = any(token.word and str(token.value) in _chinese_words() for token in self.found.tokens)
        key = "or" if self.source.text[start] == "|" else "and"
        word = _connective(key, Language.ZH if chinese else Language.EN)
        other_connective(Span(self.source, start, end), word, self.found.findings)
        self.found.tokens.append(Token("NAME", word, start, end, self.source, word=True, broken=True))

    def _in_row(self) -> bool:
        """Whether the line begins with a bar."""
        line = takewhile(lambda token: token.type != "NEWLINE", reversed(self.found.tokens))
        return next((token.type for token in [*line][-1:]), "") == "_BAR"

    def _comment(self, written: str, start: int, end: int) -> None:
        self.found.comments.append(Comment(start, end))
        if written[1:2] in ("#", "＃"):
            tokens = self.found.tokens
            if not tokens or tokens[-1].type == "NEWLINE":
                self.doc.append(written[2:].strip())
                self.doc_line_over = False

    def _new_line(self) -> None:
        if self.doc and self.doc_line_over:
            self.doc = []
        self.doc_line_over = True

    def _document(self, token: Token) -> None:
        """Gives the doc lines right above to the first word of the line below them."""
        token.doc = "\n".join(self.doc)
        self.doc = []

    # ---- mistakes

    def _unexpected(self, at: int) -> int:
        """Reports a character, and reads the mark that it stands for; else its neighbours may make no sense without it."""
        tokens, character = self.found.tokens, self.source.text[at]
        unexpected_character(self.source, at, character, self.found.findings)
        token_type, value = MARKS.get(INSTEAD.get(character, ""), ("", None))
        if token_type:
            tokens.append(Token(token_type, value, at, at + 1, self.source))
        elif tokens and tokens[-1].type not in ("NEWLINE", "SEMICOLON", "_LBRACE", "RBRACE"):
            tokens[-1].broken = True
        else:
            self.spoilt = len(tokens)
        return at + 1

    def _wrong_quantity(self, wrong: Mistake) -> None:
        if self.found.findings.full:
            self.found.findings.more += 1
        else:
            self.found.findings.error(wrong.name, wrong.span, wrong.message, wrong.help(), fixes=wrong.fixes)

    def _wide_digits(self, start: int, end: int) -> None:
        written = self.source.text[start:end]
        plain = self.text[start:end].replace("－", "-")
        if written != plain:
            full_width(Span(self.source, start, end), plain, self.found.findings, digits=True)

    def _too_deep(self, at: int) -> int:
        """Reports the opener and goes on at the next line that begins a declaration."""
        self.found.findings.error(
            "nesting-too-deep", Span(self.source, at, at + 1), TOO_DEEP(most=DEEPEST), TOO_DEEP_HELP()
        )
        tokens, behind = self.found.tokens, None
        while tokens and not starts_declaration(tokens, len(tokens) - 1):
            behind = tokens.pop()
        if tokens:
            self.found.lost.append((tokens.pop(), behind))
        self.depth = 0
        kinds = "|".join(re.escape(spelling) for spelling in kind_spellings())
        following = re.compile(rf"\n(?=(?:{kinds})(?!\w))").search(self.source.text, at)
        return len(self.source.text) if following is None else following.end()


@cache
def _recurring_words() -> tuple[str, str, str]:
    """The words of `每月 于 工作日第 4`, `每月 于 最后工作日` behind the first, as they are spelled there."""
    words = vocabulary()
    workday, last = (words.called(key).chinese[0] for key in ("workday", "last_workday"))
    return words.positions["every_month", "on"], workday, last


OPENERS = frozenset({"_LBRACE", "_LPAR", "_LSQB"})
CLOSERS = frozenset({"RBRACE", "RPAR", "RSQB"})


@cache
def _chinese_words() -> frozenset[str]:
    return frozenset(word for word in vocabulary().by_first_word if not word.isascii())


def _connective(key: str, language: Language) -> str:
    return vocabulary().called(key).spellings(language)[0]


@cache
def _windows() -> frozenset[str]:
    return frozenset(spelling for keyword in vocabulary().section("windows") for spelling in keyword.chinese)


def _is_window(word: str) -> bool:
    """Whether a word is a period such as `本周`."""
    return word in _windows()
