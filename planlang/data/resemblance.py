"""Whom a name in the data may mean that is on no roster: the name with an addition, part of it, several names in a cell.

In: everybody known. Out: for a text the one who is meant for certain, or all who may be. Nothing is guessed: only a name in
front of a bracket, written as on the roster, is certain, and only with an addition that tells nobody apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from planlang.data.additions import addition, leaves_the_person, without_addition
from planlang.data.misspelt import LONGEST, Spellings
from planlang.values.texts import alike

MOST_COMPARED = 2000
"""How many texts are compared with all names for a misspelling."""
MOST = 12
"""Of how many people a text may be the name; beyond that it names nobody."""
_WORD = re.compile(r"[^\W_]+")
TITLES = frozenset({"经理", "总监", "主管", "老师", "先生", "女士", "总", "离职", "已离职", "停用", "已停用"})
"""What follows a Chinese name without anything in between."""
_PADDING = re.compile(r"(?<=[\u3400-\u9fff])[ \u3000]+(?=[\u3400-\u9fff])")
"""Blanks inside a Chinese name, with which forms make names of two letters as wide as those of three."""
BETWEEN = frozenset("代替和与及同、")
"""What stands between Chinese names: `代李四`, `张三和李四`."""


def in_order(name: str) -> str:
    """A name with the given name first, and a Chinese one without blanks in it.

    >>> in_order("Groß, Jörg"), in_order("Jörg Groß"), in_order("Groß, Jörg, Dr."), in_order("张　丽")
    ('Jörg Groß', 'Jörg Groß', 'Groß, Jörg, Dr.', '张丽')
    """
    name = _PADDING.sub("", name)
    surname, comma, given = (part.strip() for part in name.replace("，", ",").partition(","))
    return f"{given} {surname}" if comma and surname and given and "," not in given else name


class People:
    """Everybody known, by what their names are made of."""

    def __init__(self, names: Iterable[str]) -> None:
        """Know these people."""
        self.names = sorted(set(names))
        self._by_form: dict[str, list[str]] = {}
        self._by_core: dict[str, list[str]] = {}
        self._by_word: dict[str, list[str]] = {}
        self._words = {name: frozenset(_words(name)) for name in self.names}
        for name in self.names:
            self._by_form.setdefault(_form(name), []).append(name)
            self._by_core.setdefault(_form(without_addition(name)), []).append(name)
            for word in self._words[name]:
                self._by_word.setdefault(word, []).append(name)
        self._spellings = Spellings(self._by_form)
        self._near: dict[str, tuple[str, ...]] = {}
        self._compared = 0
        self.not_compared: set[str] = set()

    def before_bracket(self, text: str) -> str | None:
        """The one person whose name stands in front of a bracket, where what follows names nobody else."""
        if addition(text) is None:
            return None
        before = self._by_form.get(_form(without_addition(text)), [])
        if len(before) != 1:
            return None
        others = set(self._named(text)) - {before[0]}
        return None if others else before[0]

    def meant(self, text: str) -> str | None:
        """Who is meant for certain: the one before a bracket, where what is in it tells nobody apart from them."""
        person, added = self.before_bracket(text), addition(text)
        return person if person is not None and added is not None and leaves_the_person(added, person) else None

    def near(self, text: str) -> tuple[str, ...]:
        """Who may be meant, in the order of names: whose name stands in the text or the text in it, else all the nearest."""
        if text not in self._near:
            self._near[text] = self._found_near(text)
        return self._near[text]

    def _found_near(self, text: str) -> tuple[str, ...]:
        if same := self._by_form.get(_form(text)):
            return tuple(same)
        named = self._named(text)
        core = self._by_core.get(_form(without_addition(text)), [])
        if found := core if len(named) < 2 and core else named:
            return tuple(found) if len(found) <= MOST else ()
        for part in dict.fromkeys((text, without_addition(text))):
            if holding := self._holding([word for word in _words(part) if not word.isdigit()]):
                return tuple(holding) if len(holding) <= MOST else ()
        if self._compared == MOST_COMPARED:
            self.not_compared.add(text)
            return ()
        self._compared += 1
        close = sorted(name for form in self._spellings.nearest(_form(text)) for name in self._by_form[form])
        return tuple(close) if len(close) <= MOST else ()

    def _holding(self, words: Sequence[str]) -> Sequence[str]:
        """Everybody in whose name all of some words stand, in the order of names; a letter stands for a word that begins with
        it, beside whole words: `Müller J.`, `A. Lee`.
        """
        whole = [word for word in words if word in self._by_word]
        initials = [word for word in words if word not in self._by_word]
        if not whole or any(len(letter) > 1 or not letter.isalpha() for letter in initials):
            return ()
        found = set(self._by_word[whole[0]]).intersection(*(self._by_word[word] for word in whole[1:]))
        return sorted(
            name
            for name in found
            if all(any(word.startswith(letter) for word in self._words[name] - set(whole)) for letter in initials)
        )

    def several(self, text: str) -> tuple[str, ...]:
        """The people whose names stand beside each other in a text; none where it is not more than one."""
        named = self._named(text)
        return tuple(named) if 1 < len(named) <= MOST else ()

    def _named(self, text: str) -> Sequence[str]:
        """Everybody whose whole name stands in a text, in the order of names; of names within each other the longest."""
        words = set(_words(text))
        for word in tuple(words):
            words |= self._joined(word)
        likely = {name for word in words for name in self._by_word.get(word, ())}
        found = [name for name in likely if self._words[name] <= words]
        return sorted(name for name in found if not any(self._words[name] < self._words[other] for other in found))

    def _joined(self, word: str) -> set[str]:
        """The names that a Chinese word is made of: `张三李四`, `王芳经理`, `代李四`."""
        if not "\u3400" <= word[0] <= "\u9fff" or len(word) > LONGEST:
            return set()
        ways: dict[int, set[str]] = {len(word): set()}
        for start in range(len(word) - 1, -1, -1):
            for end in range(start + 1, len(word) + 1):
                part = word[start:end]
                is_name = part in self._by_form
                if end in ways and (is_name or part in TITLES or part in BETWEEN):
                    ways[start] = ways[end] | ({part} if is_name else set())
                    break
        return ways.get(0, set())


def _form(name: str) -> str:
    """The form in which names are the same."""
    return alike(in_order(name))


def _words(text: str) -> list[str]:
    """The words of a name: `jane.doe@x.com` has four."""
    words: list[str] = _WORD.findall(alike(text))
    return words
