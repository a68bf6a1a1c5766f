"""Which language the command line speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planlang.diagnostics.text import Language


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language asked for by `--lang`, else the locale's, else English.

    >>> choose_language(["lint", "a.plan", "--lang=zh"], {})
    <Language.ZH: 'zh'>
    >>> choose_language([], {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"})
    <Language.ZH: 'zh'>
    """
    for index, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            value = value or (arguments[index + 1] if index + 1 < len(arguments) else "")
            if value in ("en", "zh"):
                return Language(value)
    for variable in ("PLANLANG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(variable, "")
        if value:
            return Language.ZH if value.lower().startswith("zh") else Language.EN
    return Language.EN
