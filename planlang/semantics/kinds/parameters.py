"""Parameters of modules: what each is bound to where the module is used.

In: a program whose scopes know their names. Out: every scope's `parameters` filled, or errors at the `use`.
"""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Message, Text
from planlang.semantics.expr import Constant
from planlang.semantics.expressions.constants import constant, currency_unit, plan_money
from planlang.semantics.expressions.limits import length
from planlang.semantics.expressions.types import unknown_type
from planlang.semantics.expressions.units import common, unit_words
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import MISSING, Missing, Scope, Symbol
from planlang.semantics.names.uses import note, note_argument, note_word
from planlang.semantics.names.vocabulary import A_KIND, KIND_WORDS, KINDS, TYPES, TypeWord
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import (
    DateUnit,
    Days,
    Plain,
    Ratio,
    TextUnit,
    Truth,
    Unit,
    WorkingDays,
)

NEEDS = Text("missing-argument", "`{module}` needs {needed}")
NEEDS_HELP = Text(
    "missing-argument.help", "declare {needed} under that name, or say which one: `{word} {module}({name}: …)`"
)
NEEDS_VALUE_HELP = Text("missing-argument.value", "write `{word} {module}({name}: …)`")
KIND_WORD = (Text("missing-argument.use", "use"), Text("missing-argument.apply", "apply"))
NEEDED_ITEM = Text("missing-argument.item", "{kind} `{name}`")
NEEDED_VALUE = Text("missing-argument.argument", "a value for `{name}`")
ITEMS = Text("missing-argument.and", "{first}, {second}")
PARAMETER = Text("missing-argument.parameter", "the parameter is declared here")
UNKNOWN_ARGUMENT = Text("unknown-argument", "`{module}` has no parameter called `{name}`")
TWICE = Text("repeated-argument", "`{name}` is given twice")
WRONG = Text("unit-mismatch.argument", "`{name}` has to be {needed}, this is {found}")
NOT_A_NAME = Text("wrong-kind.argument", "`{name}` has to be the name of {kind}")
NOT_A_PARAMETER_TYPE = Text("unknown-type.parameter", "a parameter cannot be a stage")
DIFFERENT = Text("used-twice-differently", "`{module}` is used twice under the same names, with different arguments")
DIFFERENT_FIRST = Text("used-twice-differently.first", "used here first")
DIFFERENT_HELP = Text("used-twice-differently.help", "write `as NAME` behind one of the two")

Bound = Symbol | Constant | Missing


def bind(bench: Bench) -> None:
    """Bind the parameters of every scope, those of using files before those of used ones."""
    for scope in bench.program.scopes:
        scope.parameters.update(_bindings(bench, scope, scope.giver, scope.site))
    for scope, user, use in bench.program.again:
        again = _bindings(bench, scope, user, use)
        if scope.site is not None and any(not _same(scope.parameters[name], bound) for name, bound in again.items()):
            bench.findings.error(
                use.target.span,
                DIFFERENT(module=use.written),
                help=DIFFERENT_HELP(),
                related=(Related(scope.site.target.span, DIFFERENT_FIRST()),),
            )


def _same(one: Bound, other: Bound) -> bool:
    return one == other if isinstance(one, Constant) else one is other or MISSING in (one, other)


def _bindings(bench: Bench, scope: Scope, user: Scope | None, use: nodes.Use | None) -> dict[str, Bound]:
    """What each parameter of a file is bound to at one of its uses."""
    head = next((node for node in scope.module.declarations if isinstance(node, nodes.ModuleDecl)), None)
    parameters = head.parameters if head else ()
    given = _arguments(bench, scope, parameters, use)
    bindings: dict[str, Bound] = {}
    missing: list[nodes.Parameter] = []
    for parameter in parameters:
        name = parameter.name.text
        alias = parameter.alias.text if parameter.alias else name
        value = given[name].value if name in given else parameter.default
        if value is not None:
            scope.values.setdefault(name, value.span)
        if user is None or use is None:
            bindings[name] = _alone(bench, scope, parameter, bindings)
        elif name in given:
            bindings[name] = _bind_one(bench, bindings, user, parameter, given[name].value)
        elif parameter.default is not None:
            bindings[name] = _bind_one(bench, bindings, scope, parameter, parameter.default)
        else:
            bindings[name] = taken = _same_name(user, parameter)
            if isinstance(taken, Symbol):
                bench.findings.use(use.target.span, taken.target, implied=True)
            known = not isinstance(user.lookup(name), Missing)
            if bindings[name] is MISSING and known and not user.may_hide(name):
                missing.append(parameter)
        bindings[alias] = bindings[name]
        if name in scope.values:
            scope.values.setdefault(alias, scope.values[name])
    if missing and use is not None:
        _report_missing(bench, missing, use, KIND_WORD[scope.template is not None]())
    return bindings


def _arguments(
    bench: Bench, scope: Scope, parameters: tuple[nodes.Parameter, ...], use: nodes.Use | None
) -> dict[str, nodes.Argument]:
    """The arguments of a `use` by name, less those that fit no parameter."""
    known = {parameter.name.text: parameter.name.text for parameter in parameters}
    known |= {parameter.alias.text: parameter.name.text for parameter in parameters if parameter.alias}
    given: dict[str, nodes.Argument] = {}
    for argument in use.arguments if use else ():
        assert use is not None
        name = argument.name.text
        if name not in known:
            bench.findings.unknown(
                argument.name.span,
                UNKNOWN_ARGUMENT(module=use.written, name=name),
                name,
                lambda: sorted(known),
                among=use,
            )
            continue
        note_argument(scope, argument.name, bench.findings)
        if known[name] in given:
            bench.findings.error(argument.name.span, TWICE(name=name))
        else:
            given[known[name]] = argument
    return given


def _alone(bench: Bench, scope: Scope, parameter: nodes.Parameter, before: dict[str, Bound]) -> Bound:
    """What a parameter is while its module is checked by itself: its default, or nothing in particular."""
    if parameter.default is None:
        return MISSING
    return _bind_one(bench, before, scope, parameter, parameter.default)


def _same_name(user: Scope, parameter: nodes.Parameter) -> Bound:
    """The declaration of the parameter's own name in the using file, or else in the plan's main file."""
    kind = KINDS.get(parameter.type.name.text)
    if kind is None:
        return MISSING
    for scope in (user, user.main):
        for name in (parameter.name, parameter.alias):
            found = scope.find(name.text, (kind,)) if name is not None else None
            if found is not None:
                return found
    return MISSING


def _bind_one(
    bench: Bench, before: dict[str, Bound], values: Scope, parameter: nodes.Parameter, value: nodes.Expression
) -> Bound:
    """A parameter bound to a written argument or default, looked up in `values`; `before` are those bound already."""
    kind = KINDS.get(parameter.type.name.text)
    if kind is not None:
        if isinstance(value, nodes.Reference):
            return resolve(values, value.path, (kind,), bench.findings) or MISSING
        bench.findings.error(value.span, NOT_A_NAME(name=parameter.name.text, kind=A_KIND[kind]()))
        return MISSING
    if TYPES.get(parameter.type.name.text) is TypeWord.DURATION:
        return length(bench, values, value) or MISSING
    needed = _parameter_unit(bench, before, parameter.type)
    if needed is None:
        return MISSING
    if parameter.type.name.text in ("currency", "币种") and isinstance(value, nodes.Reference):
        code = value.path.text
        found = values.lookup(code)
        if isinstance(found, Constant):
            note(values, value.path, None, bench.findings)
            return found
        note_word(value.span, bench.findings)
        return Constant(code, TextUnit(), value.span) if currency_unit(bench, code, value.span) else MISSING
    bound = constant(bench, values, value)
    if bound is None:
        return MISSING
    if bound.unit != needed and (common(bound.unit, needed) is None):
        bench.findings.error(
            value.span,
            WRONG(name=parameter.name.text, needed=unit_words(needed), found=unit_words(bound.unit)),
            related=(Related(parameter.name.span, PARAMETER()),),
        )
        return MISSING
    return Constant(bound.value, needed, value.span)


def _parameter_unit(bench: Bench, before: dict[str, Bound], written_type: nodes.TypeName) -> Unit | None:
    """The unit of a parameter that holds a constant; None after reporting that the type is unknown."""
    word = TYPES.get(written_type.name.text)
    match word:
        case TypeWord.TEXT | TypeWord.CURRENCY | TypeWord.PERSON:
            return TextUnit()
        case TypeWord.NUMBER:
            return Plain()
        case TypeWord.MONEY:
            if written_type.parameter is None:
                return plan_money(bench, written_type.span)
            bound = before.get(written_type.parameter.text)
            code = bound.value if isinstance(bound, Constant) else written_type.parameter.text
            note_word(written_type.parameter.span, bench.findings)
            return currency_unit(bench, str(code), written_type.parameter.span)
        case TypeWord.RATIO:
            return Ratio()
        case TypeWord.DATE:
            return DateUnit()
        case TypeWord.BOOL:
            return Truth()
        case TypeWord.DAYS:
            return Days()
        case TypeWord.WORKING_DAYS:
            return WorkingDays()
        case TypeWord.DURATION:
            raise AssertionError("a length says its unit itself")
        case TypeWord.STAGE | TypeWord.RECORD | TypeWord.TIME:
            bench.findings.error(written_type.span, NOT_A_PARAMETER_TYPE())
            return None
        case None:
            unknown_type(bench, written_type, also=tuple(KINDS))
            return None


def _report_missing(bench: Bench, missing: list[nodes.Parameter], use: nodes.Use, word: Message) -> None:
    """Report what a `use` lacks, all at once."""
    module = use.written
    needed = [_needed(parameter) for parameter in missing]
    listed = needed[-1]
    for item in reversed(needed[:-1]):
        listed = ITEMS(first=item, second=listed)
    first = missing[0].name.text
    by_name = any(KINDS.get(parameter.type.name.text) for parameter in missing)
    bench.findings.error(
        use.target.span,
        NEEDS(module=module, needed=listed),
        help=NEEDS_HELP(module=module, needed=listed, name=first, word=word)
        if by_name
        else NEEDS_VALUE_HELP(module=module, name=first, word=word),
        related=tuple(Related(parameter.name.span, PARAMETER()) for parameter in missing),
    )


def _needed(parameter: nodes.Parameter) -> Message:
    kind: Kind | None = KINDS.get(parameter.type.name.text)
    name = parameter.name.text
    return NEEDED_ITEM(kind=KIND_WORDS[kind](), name=name) if kind else NEEDED_VALUE(name=name)
