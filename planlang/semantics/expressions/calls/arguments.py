"""The arguments of a call: those by place, those by name, and the group that the last one is seen within.

In: a call and its function. Out: `Arguments`, or None where something does not belong there; that was reported.
"""

from __future__ import annotations

from collections.abc import Mapping

from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.semantics.expressions.builtins import Function, Option
from planlang.semantics.expressions.operations import signature_at, wrong_arguments
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.uses import note_word
from planlang.syntax import nodes

NO_OPTION = Text("unknown-name.option", "`{name}` has no option `{option}`")
NO_OPTION_HELP = Text("unknown-name.option-help", "it is written `{signature}`")
NO_WORD = Text("unknown-name.option-word", "`{option}` cannot be `{written}`")
NO_WORD_HELP = Text("unknown-name.option-word-help", "write one of {words}")
TWICE = Text("repeated-clause.option", "`{option}` is said twice here")


@frozen
class Arguments:
    """The arguments of a call.

    Attributes:
        placed: those by place, without a group.
        group: what the last of them is seen within, as written.
        named: what the options mean that are written, by their canonical name.
    """

    placed: tuple[nodes.Expression, ...]
    group: nodes.Name | None
    named: Mapping[str, object]


def taken_apart(bench: Bench, call: nodes.Call, function: Function) -> Arguments | None:
    """The arguments of a call, as many as the function takes; of an aggregate and of goals any number."""
    placed: list[nodes.Expression] = []
    group: nodes.Name | None = None
    named: dict[str, object] = {}
    whole = True
    for argument in call.arguments:
        if isinstance(argument, nodes.NamedOption):
            whole = _option(bench, call, function, argument, named) and whole
            continue
        if isinstance(argument, nodes.ByGroup):
            if not function.in_group or group is not None or named:
                wrong_arguments(bench, call, function)
                return None
            group, argument = argument.group, argument.subject
        elif group is not None or named:
            wrong_arguments(bench, call, function)
            return None
        placed.append(argument)
    return Arguments(tuple(placed), group, named) if whole else None


def _option(
    bench: Bench, call: nodes.Call, function: Function, written: nodes.NamedOption, into: dict[str, object]
) -> bool:
    """Puts what an option says among the others; False after reporting that it says nothing."""
    known = {name: option for option in function.options for name in (option.name, *option.aliases)}
    option = known.get(written.name.text)
    if option is None:
        bench.findings.unknown(
            written.name.span,
            NO_OPTION(name=call.function.text, option=written.name.text),
            written.name.text,
            lambda: known,
            among=function.name,
            help=NO_OPTION_HELP(signature=signature_at(call.function, function)),
        )
        return False
    note_word(written.name.span, bench.findings)
    if option.name in into:
        bench.findings.error(written.name.span, TWICE(option=written.name.text))
        return False
    return _word(bench, option, written, into)


def _word(bench: Bench, option: Option, written: nodes.NamedOption, into: dict[str, object]) -> bool:
    """The same for the word behind the name."""
    value = written.value
    word = value.path.text if isinstance(value, nodes.Reference) else None
    if word is None or word not in option.words:
        chinese = not written.name.text.isascii()
        words = ", ".join(f"`{word}`" for word in option.words if word.isascii() != chinese)
        help_ = NO_WORD_HELP(words=words)
        message = NO_WORD(option=written.name.text, written=value.span.text)
        bench.findings.unknown(
            value.span, message, value.span.text, lambda: option.words, among=option.name, help=help_
        )
        return False
    note_word(value.span, bench.findings)
    into[option.name] = option.words[word]
    return True
