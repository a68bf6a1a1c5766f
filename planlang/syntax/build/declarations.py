"""Builders of a whole file, the plan, `use` and `module`."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole
from planlang.syntax.lexical.currencies import PLAIN_NAMES


def start(parts: list[Any]) -> tuple[nodes.Declaration, ...]:
    return tuple(parts)


def plan(parts: list[Any]) -> nodes.PlanDecl:
    kind, head, *clauses, _ = parts
    return nodes.PlanDecl(head.after(kind), tuple(clauses), whole(parts))


def period(parts: list[Any]) -> nodes.PeriodClause:
    return nodes.PeriodClause(parts[1], whole(parts))


def currency(parts: list[Any]) -> nodes.CurrencyClause:
    name: nodes.Name = parts[1]
    return nodes.CurrencyClause(nodes.Name(PLAIN_NAMES.get(name.text, name.text), name.span), whole(parts))


def week_start(parts: list[Any]) -> nodes.WeekStart:
    return nodes.WeekStart(parts[1], whole(parts))


def fiscal_year(parts: list[Any]) -> nodes.FiscalYear:
    _, month, named = parts
    return nodes.FiscalYear(month, _named_by(named), whole(parts))


def retail_year(parts: list[Any]) -> nodes.RetailYear:
    pattern = tuple(int(parts[index].value) for index in (1, 3, 5))
    named = parts[-1]
    ends = [part for part in parts[6:-1] if part is not None]
    return nodes.RetailYear(pattern, _year_end(ends[1:]) if ends else None, _named_by(named), whole(parts))


def _year_end(parts: list[Any]) -> nodes.RetailYearEnd:
    """`last saturday in january`, `一月 最后 周六`, `saturday nearest january 31`."""
    first, second = (part for part in parts if isinstance(part, nodes.Name))
    match [getattr(part, "keyword", None) and part.keyword.key for part in parts]:
        case [_, "last", _]:
            return nodes.RetailYearEnd(second, first, None, whole(parts))
        case ["last", *_]:
            return nodes.RetailYearEnd(first, second, None, whole(parts))
        case _:
            return nodes.RetailYearEnd(first, second, int(parts[-1].value), whole(parts))


def naming(parts: list[Any]) -> tuple[Any, ...]:
    return tuple(parts)


def _named_by(parts: tuple[Any, ...] | None) -> nodes.FiscalNaming | None:
    """What the word behind `named by` says."""
    return None if parts is None else nodes.FiscalNaming(parts[1].keyword.key)


def use(parts: list[Any]) -> nodes.Use:
    _, target, arguments_, _, _, alias, _, without = parts
    return nodes.Use(target, arguments_ or (), alias, without or (), whole(parts))


def arguments(parts: list[Any]) -> tuple[nodes.Argument, ...]:
    return tuple(parts)


def argument(parts: list[Any]) -> nodes.Argument:
    name, value = parts
    return nodes.Argument(name, value, whole(parts))


def module(parts: list[Any]) -> nodes.ModuleDecl:
    kind, head, parameters_, _ = parts
    return nodes.ModuleDecl(head.after(kind), parameters_ or (), whole(parts))


def parameters(parts: list[Any]) -> tuple[nodes.Parameter, ...]:
    return tuple(parts)


def parameter(parts: list[Any]) -> nodes.Parameter:
    name, alias, type_, default = parts
    return nodes.Parameter(name, alias, type_, default, whole(parts))


def type_(parts: list[Any]) -> nodes.TypeName:
    name, parameter_, _ = parts
    return nodes.TypeName(name, parameter_, whole(parts))


def language(parts: list[Any]) -> nodes.LanguageDecl:
    return nodes.LanguageDecl(int(parts[1].value), whole(parts))


def private(parts: list[Any]) -> nodes.Declaration:
    word, declared = parts
    head = evolve(declared.head, doc=word.doc or declared.head.doc, private=True)
    private_one: nodes.Declaration = evolve(declared, head=head, span=whole(parts))
    return private_one


def define(parts: list[Any]) -> nodes.DefineDecl:
    kind, head, parameters_, _, *inside, _ = parts
    notes = tuple(one for one in inside if isinstance(one, nodes.NoteClause))
    declarations = tuple(one for one in inside if not isinstance(one, nodes.NoteClause))
    return nodes.DefineDecl(head.after(kind), parameters_, declarations, notes, whole(parts))


def apply(parts: list[Any]) -> nodes.ApplyDecl:
    _, template, arguments_, _, _, alias, title = parts
    return nodes.ApplyDecl(template, arguments_ or (), alias, title, whole(parts))
