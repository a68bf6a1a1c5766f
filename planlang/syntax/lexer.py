"""From characters to tokens.

In: a source. Out: its words, quantities, texts, marks and line ends in order, its comments, and what was wrong with
single characters. Statements, blocks and keywords are found later (layout.py, parse.py). Linear in the length of the
text; blocks and brackets nested deeper than `DEEPEST` end the reading of the declaration they stand in.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from attrs import define, field, frozen

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Text
from planlang.source import Source, Span
from planlang.syntax.findings import Findings
from planlang.syntax.keywords import vocabulary
from planlang.syntax.nodes import Operator
from planlang.syntax.quantities import Mistake, read_quantity
from planlang.syntax.tokens import Token

UNEXPECTED_CHARACTER = Text("unexpected-character", "`{character}` ({code}) has no meaning here")
UNEXPECTED_CHARACTER_HELP = Text("unexpected-character.help", "remove it, or put the text that it belongs to in quotes")
WRITE_INSTEAD = Text("unexpected-character.instead", "write `{instead}`")
OTHER_QUOTES = Text("other-quotes", "a text does not begin with `{quote}`")
OTHER_QUOTES_HELP = Text("other-quotes.help", "texts stand in double quotes, names with spaces in backticks")
CURRENCY_SIGN = Text("unexpected-character.currency", "write the currency behind the number: `100 CNY` or `100元`")
UNTERMINATED_TEXT = Text("unterminated-text", "the text that begins here has no closing quote on its line")
UNTERMINATED_TEXT_HELP = Text("unterminated-text.help", 'add `"` at its end; a text never crosses a line')
UNTERMINATED_NAME = Text("unterminated-text.name", "the name that begins here has no closing backtick on its line")
UNTERMINATED_NAME_HELP = Text("unterminated-text.name-help", "add a backtick at its end")
UNKNOWN_ESCAPE = Text("unknown-escape", "`{written}` means nothing in a text")
UNKNOWN_ESCAPE_HELP = Text(
    "unknown-escape.help", 'write `\\\\` for a backslash, `\\"` for a quote, `\\n` for a new line'
)
FULL_WIDTH_DIGITS = Text("full-width-digits", "`{written}` is written in full-width digits")
FULL_WIDTH_LETTERS = Text("full-width-letters", "`{written}` contains full-width or compatibility letters")
PLAIN_FORM = Text("full-width-letters.help", "write `{plain}`")
TOO_DEEP = Text("nesting-too-deep", "blocks and brackets are nested more than {most} deep here")
TOO_DEEP_HELP = Text("nesting-too-deep.help", "the rest of this declaration is not read; take it apart")

DEEPEST = 50

TOKEN = re.compile(
    r"""
      (?P<blank>[ \t\u00a0\u3000]+)
    | (?P<word>[^\W\d][\w\u0300-\u036f]*)
    | (?P<newline>\n)
    | (?P<digit>[0-9])
    | (?P<text>"(?:[^"\\\n]|\\.)*")
    | (?P<curly>[“”](?:[^“”\\\n]|\\.)*[“”])
    | (?P<mark>->|\.\.|<=|>=|==|!=|\?\?|[{}()\[\],:;.|=+\-*/<>→～~≤≥≠×÷＜＞｛｝（）［］，、：；。｜＝＋－＊／．])
    | (?P<comment>[\#＃][^\n]*)
    | (?P<quotes>'[^'\n]{0,200}'|‘[^’\n]{0,200}’|「[^」\n]{0,200}」|『[^』\n]{0,200}』|《[^》\n]{0,200}》)
    | (?P<name>`[^`\n]+`)
    | (?P<open_text>["“”][^\n]*)
    | (?P<open_name>`[^\n]*)
    """,
    re.VERBOSE,
)

MARKS: dict[str, tuple[str, object]] = {
    "{": ("_LBRACE", "{"),
    "}": ("RBRACE", "}"),
    "(": ("_LPAR", "("),
    ")": ("RPAR", ")"),
    "[": ("_LSQB", "["),
    "]": ("RSQB", "]"),
    ",": ("_COMMA", ","),
    "、": ("_COMMA", ","),
    ":": ("_COLON", ":"),
    ";": ("SEMICOLON", ";"),
    ".": ("_DOT", "."),
    "|": ("_BAR", "|"),
    "=": ("_EQUALS", "="),
    "+": ("PLUS", Operator.ADD),
    "-": ("MINUS", Operator.SUBTRACT),
    "*": ("STAR", Operator.MULTIPLY),
    "×": ("STAR", Operator.MULTIPLY),
    "/": ("SLASH", Operator.DIVIDE),
    "÷": ("SLASH", Operator.DIVIDE),
    "<": ("COMPARISON", Operator.LESS),
    "<=": ("COMPARISON", Operator.AT_MOST),
    "≤": ("COMPARISON", Operator.AT_MOST),
    ">": ("COMPARISON", Operator.MORE),
    ">=": ("COMPARISON", Operator.AT_LEAST),
    "≥": ("COMPARISON", Operator.AT_LEAST),
    "==": ("IS", Operator.IS),
    "!=": ("IS_NOT", Operator.IS_NOT),
    "≠": ("IS_NOT", Operator.IS_NOT),
    "??": ("OTHERWISE", Operator.OTHERWISE),
    "->": ("_ARROW", "->"),
    "→": ("_ARROW", "->"),
    "..": ("_RANGE", ".."),
    "～": ("_RANGE", ".."),
    "~": ("_RANGE", ".."),
}
"""Every mark, with its terminal and its value."""

FULL_WIDTH = {mark: unicodedata.normalize("NFKC", mark) for mark in "＜＞｛｝（）［］，：；｜＝＋－＊／．"}
MARKS |= {wide: MARKS[plain] for wide, plain in FULL_WIDTH.items()}

INSTEAD = {"。": ";", "…": "..", "—": "-", "–": "-", "！": "!", "？": "?", "【": "[", "】": "]", "&": "and", "％": "%"}
"""Characters that people type for something the language has."""

WIDE_DIGIT = re.compile("[０-９]")
PLAIN_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
BEHIND_TEXTS = "{｛}｝;； \t\r\f\v\u00a0\u3000"
ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t", "“": "“", "”": "”"}


@frozen
class Comment:
    """A `#` or `##` comment: its text with the marks, and where it stands."""

    start: int
    end: int


@define
class Scan:
    """All that was found in a source, in order; line ends are tokens of type NEWLINE."""

    source: Source
    tokens: list[Token] = field(factory=list)
    comments: list[Comment] = field(factory=list)
    findings: Findings = field(factory=Findings)


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
                if not word.isascii():
                    end = self._chinese(token, word)
                    if token.value == "至":
                        token.type, token.word = "_RANGE", False
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
                end = quantity.end
                token = Token(quantity.type, quantity.value, at, end, source, broken=quantity.mistake is not None)
                if quantity.mistake is not None:
                    self._wrong_quantity(quantity.mistake)
                elif text is not source.text:
                    self._wide_digits(at, end)
                add(token)
            elif kind in ("text", "curly"):
                add(Token("STRING", self._unescaped(at + 1, end - 1), at, end, source))
            elif kind == "comment":
                self._comment(match[0], at, end)
            elif kind == "quotes":
                self._other_quotes(at, end)
            elif kind == "name":
                add(Token("NAME", unicodedata.normalize("NFC", match[0][1:-1]), at, end, source))
            else:
                end = self._unterminated(at, end, named=kind == "open_name")
            at = end
        return self.found

    # ---- words

    def _chinese(self, token: Token, word: str) -> int:
        """Cuts a word after a keyword that a quantity follows: `连续3周` is 连续 and 3周. Gives the end."""
        glued = vocabulary().glued
        length = next((n for n, letter in enumerate(word) if "0" <= letter <= "9"), 0)
        if length and word[:length] in glued:
            quantity = read_quantity(self.source, self.text, token.start + length, vocabulary())
            if quantity.mistake is None or quantity.mistake.name != "unknown-unit":
                token.end = token.start + length
                token.value = word[:length]
        return token.end

    def _normal(self, token: Token) -> str:
        written = token.text
        plain = unicodedata.normalize("NFKC", written)
        if plain != unicodedata.normalize("NFC", written) or not plain.isidentifier():
            if plain.isidentifier():
                fix = Fix(PLAIN_FORM(plain=plain), (Edit(token.span, plain),))
                self.found.findings.error(
                    "full-width-letters",
                    token.span,
                    FULL_WIDTH_LETTERS(written=written),
                    PLAIN_FORM(plain=plain),
                    fixes=(fix,),
                )
            else:
                odd = next((letter for letter in written if not ("a" + letter).isidentifier()), written[0])
                self._report_character(token.start + written.index(odd), odd)
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
        span = Span(self.source, start, end)
        inside = self.source.text[start + 1 : end - 1]
        fix = Fix(WRITE_INSTEAD(instead=f'"{inside}"'), (Edit(span, f'"{inside}"'),), safe=False)
        self.found.findings.error(
            "other-quotes", span, OTHER_QUOTES(quote=self.source.text[start]), OTHER_QUOTES_HELP(), fixes=(fix,)
        )
        self.found.tokens.append(Token("STRING", inside, start, end, self.source, broken=True))

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
        self._report_character(at, self.source.text[at])
        return at + 1

    def _report_character(self, at: int, character: str) -> None:
        if self.found.findings.full:
            self.found.findings.more += 1
            return
        span = Span(self.source, at, at + 1)
        fixes: tuple[Fix, ...] = ()
        if character in INSTEAD:
            advice = WRITE_INSTEAD(instead=INSTEAD[character])
            fixes = (Fix(advice, (Edit(span, INSTEAD[character]),), safe=False),)
        elif character in "'‘’「」『』《》":
            advice = OTHER_QUOTES_HELP()
        elif character in "¥￥$€£":
            advice = CURRENCY_SIGN()
        else:
            advice = UNEXPECTED_CHARACTER_HELP()
        shown = character if character.isprintable() else " "
        message = UNEXPECTED_CHARACTER(character=shown, code=f"U+{ord(character):04X}")
        self.found.findings.error("unexpected-character", span, message, advice, fixes=fixes)

    def _wrong_quantity(self, wrong: Mistake) -> None:
        if self.found.findings.full:
            self.found.findings.more += 1
        else:
            self.found.findings.error(wrong.name, wrong.span, wrong.message, wrong.help(), fixes=wrong.fixes)

    def _wide_digits(self, start: int, end: int) -> None:
        written = self.source.text[start:end]
        plain = self.text[start:end]
        if written != plain:
            span = Span(self.source, start, end)
            fix = Fix(PLAIN_FORM(plain=plain), (Edit(span, plain),))
            self.found.findings.error(
                "full-width-digits", span, FULL_WIDTH_DIGITS(written=written), PLAIN_FORM(plain=plain), fixes=(fix,)
            )

    def _too_deep(self, at: int) -> int:
        """Reports the opener and goes on at the next line that begins a declaration."""
        self.found.findings.error(
            "nesting-too-deep", Span(self.source, at, at + 1), TOO_DEEP(most=DEEPEST), TOO_DEEP_HELP()
        )
        tokens = self.found.tokens
        while tokens and not starts_declaration(tokens, len(tokens) - 1):
            tokens.pop()
        if tokens:
            tokens.pop()
        self.depth = 0
        kinds = "|".join(re.escape(spelling) for spelling in kind_spellings())
        following = re.compile(rf"\n(?=(?:{kinds})(?!\w))").search(self.source.text, at)
        return len(self.source.text) if following is None else following.end()


OPENERS = frozenset({"_LBRACE", "_LPAR", "_LSQB"})
CLOSERS = frozenset({"RBRACE", "RPAR", "RSQB"})


@cache
def kind_spellings() -> frozenset[str]:
    """The words that start a declaration, in every language, kinds of later versions included."""
    return frozenset(
        spelling for keyword in vocabulary().section("kinds", "later") for spelling in keyword.english + keyword.chinese
    )


def starts_declaration(tokens: list[Token], index: int) -> bool:
    """Whether a token is a kind of declaration at the very start of a line."""
    token = tokens[index]
    if not token.word or token.value not in kind_spellings():
        return False
    return (index == 0 and column(token) == 0) or (
        index > 0 and tokens[index - 1].type == "NEWLINE" and column(token) == 0
    )


def column(token: Token) -> int:
    """How many characters stand before a token on its line."""
    return token.start - (token.source.text.rfind("\n", 0, token.start) + 1)
