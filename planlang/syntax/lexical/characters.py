"""The characters of the language: how a token begins, what each mark means, and what people type in their place."""

from __future__ import annotations

import re
import unicodedata

from planlang.syntax.nodes import Operator

TOKEN = re.compile(
    r"""
      (?P<blank>[ \t\u00a0\u3000]+)
    | (?P<sign>(?:(?:US|R|HK|NT|NZ|MX|A|C|S)?[$]|[€£¥￥₹₩])(?=[ \t]?[0-9０-９]))
    | (?P<word>[^\W\d][\w\u0300-\u036f]*)
    | (?P<newline>\n)
    | (?P<digit>[0-9])
    | (?P<text>"(?:[^"\\\n]|\\.)*")
    | (?P<curly>[“”](?:[^“”\\\n]|\\.)*[“”])
    | (?P<other_comment>//|/\*|<!--|(?:(?<=\n)|\A)--(?=[ ]))
    | (?P<joint>&&?|\|\|)
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

INSTEAD = {"。": ";", "…": "..", "—": "-", "–": "-", "！": "!", "？": "?", "【": "[", "】": "]", "％": "%"}
"""Characters that people type for something the language has."""

_CLOCK = (
    r"(?P<part>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜里|早|晚)?[ \t]*"
    r"(?:(?P<hour>[0-9]{1,2})|(?P<word>十[一二]?|[一二两三四五六七八九]))"
    r"(?:[点时](?:(?P<half>半)|(?P<quarters>[一三])刻|(?P<minute>[0-5]?[0-9])分?|整)?钟?|[:：](?P<minutes>[0-9]{2}))(?:(?![\w:：])|(?=[到至]))"
)
CLOCK = re.compile(_CLOCK)
"""`9点`, `下午3点半`, `早上九点`, `上午 9:00`."""
TIMED = re.compile(rf"(?:每[^\W\d]*?|(?:周|星期|礼拜)[一二三四五六日天]|[到至])(?={_CLOCK})")
"""What stands before a time in one word: `每周一` in `每周一上午9点`, `到` in `到下午5点`."""
RECURRING = re.compile(
    r"(?P<often>每个?(?:月|季度?|半年|年))的?[ \t]*(?:(?P<nth>第)[ \t]*(?P<workday>[0-9]{1,3})[ \t]*个?工作日"
    rf"|(?P<last>最后一?个?工作日)|第?[ \t]*(?P<day>[0-9]{{1,3}})[ \t]*[日号天])(?:(?!\w)|(?={_CLOCK}))"
)
"""`每月第4个工作日`, `每季度最后一个工作日`, `每月5日`."""
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
ON_THE = re.compile(
    r"on[ \t]+(?:the[ \t]+)?(?:(?P<day>[0-9]{1,3})(?:st|nd|rd|th)|(?P<word>"
    + "|".join(ORDINALS)
    + r"))(?P<workday>[ \t]+(?:(?:working|business|work)[ \t]+day|workday))?(?:[ \t]+day)?(?![\w-])"
)
"""`on the 4th working day`, `on the 15th`."""
CLOSERS_OF_COMMENTS = {"/*": "*/", "<!--": "-->"}
"""How comments of other languages end that do not end with their line."""
WIDE_DIGIT = re.compile("[０-９]")
PLAIN_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
BEHIND_TEXTS = "{｛}｝;； \t\r\f\v\u00a0\u3000"
ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t", "“": "“", "”": "”"}


LOOK_ALIKES = dict(
    zip(
        "АВЕЗКМНОРСТУХЅІЈаеорсухѕіјԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧονυρ",
        "ABE3KMHOPCTYXSIJaeopcyxsijdqwhABEZHIKMNOPTYXovup",
        strict=True,
    )
)
"""Cyrillic and Greek letters, and the Latin ones that they look like."""


def looks_latin(word: str) -> bool:
    """Whether a word has Latin letters, and others that look like Latin ones, and none of a third kind.

    >>> looks_latin("d\u0435als"), looks_latin("Олег"), looks_latin("KPI_продаж"), looks_latin("deals")
    (True, False, False, False)
    """
    odd = [letter for letter in word if not letter.isascii()]
    return (
        bool(odd) and all(letter in LOOK_ALIKES for letter in odd) and any("A" <= c <= "z" and c != "_" for c in word)
    )
