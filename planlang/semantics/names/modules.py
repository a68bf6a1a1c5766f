"""Which files make up a plan: follows every `use`, and gives each file its scope.

In: the parsed main file and a loader. Out: a `Program`: scopes in order of use, the main file's first. Finding, reading and
parsing files is the loader's part, binding parameters is done afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Protocol

from planlang.diagnostics.diagnostic import Outcome, Related
from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Message, Text
from planlang.frozen import define, field
from planlang.semantics.names.findings import Findings
from planlang.semantics.names.index import OWNERS, Meant, Written
from planlang.semantics.names.nesting import settle
from planlang.semantics.names.scopes import DUPLICATE, FIRST, Key, Scope, Symbol
from planlang.semantics.names.shadows import check_shadows
from planlang.semantics.names.templates import applied_template, applies_itself, as_file
from planlang.semantics.names.uses import note
from planlang.semantics.names.vocabulary import A_KIND, KIND_OF, NODES
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind

UNKNOWN_MODULE = Text("unknown-module", "there is no library called `{name}`")
UNKNOWN_MODULE_HELP = Text("unknown-module.help", "the closest known libraries are {names}")
UNKNOWN_MODULE_FILE = Text("unknown-module.file", 'to use a file beside this one, write `use "{name}.plan"`')
UNREADABLE = Text("unreadable-file", "this file cannot be used: {reason}")
CYCLE = Text("use-cycle", "these files use each other in a circle: {files}")
CYCLE_EDGE = Text("use-cycle.edge", "{file} uses {other}")
CYCLE_HELP = Text("use-cycle.help", "move what both need into a third file and use that one")
TOO_MANY = Text("too-many-files", "this plan uses more than {limit} files")
TOO_DEEP = Text("too-many-files.deep", "files use files more than {limit} levels deep")
SECOND_PLAN = Text("second-plan", "only the main file of a plan has a `plan` declaration")
SECOND_PLAN_FIRST = Text("second-plan.first", "the plan is declared here")
SECOND_PLAN_HELP = Text("second-plan.help", "remove it here, or evaluate this file by itself")
LANGUAGE = Text(
    "unknown-language", "this planlang reads language {known}, and this file is written in language {version}"
)
LANGUAGE_HELP = Text("unknown-language.help", "install a later planlang, or write `language {known}`")
TEMPLATE_CYCLE = Text("use-cycle.template", "`{name}` applies itself")
NAMED_TWICE = Text("duplicate-name.applied", "`{name}` already names what comes in through another `use` or `apply`")
UNUSED = Text("template-never-applied", "nothing applies this template, so nothing in it is judged")
UNUSED_HELP = Text("template-never-applied.help", "add `apply {name}(…) as NAME` for each of its cases, or remove it")
NOT_LEFT_OUT = Text("unknown-name.without", "`{file}` declares nothing called `{name}`")

RULES_AT_MOST = 10_000_000
"""More clauses than a file has characters: the rules of a process rank between it and what is declared behind it."""
VERSION = 1
"""The version of the language."""
FILES_AT_MOST = 500
LEVELS_AT_MOST = 40


class Loader(Protocol):
    """Where used files come from, parsed."""

    def file(self, path: str, used_in: str) -> Outcome[nodes.Module] | Message:
        """The file at a path as written in the file `used_in` (a source path), or why it cannot be read."""

    def library(self, name: str) -> Outcome[nodes.Module] | None:
        """The library file of a dotted name (`sales.revenue`), or None where there is none."""

    def libraries(self) -> tuple[str, ...]:
        """The dotted names of all libraries, in order."""


@define(eq=False)
class Program:
    """All files of a plan.

    Attributes:
        scopes: one for each file and name it is used under, in order of use; the main file's first.
        again: further uses of a scope: (scope, using scope, `use`).
        modules: every parsed file, once.
        found: which file each `use` leads to: (using file, `use`, file).
        sites: where each library is used first.
        uses: what the names behind `without` mean.
        changed: beside the last program, the names that are declared, or declared no longer.
        sound: whether there was nothing to say about how the files use each other and what they declare.
    """

    scopes: list[Scope] = field(factory=list)
    again: list[tuple[Scope, Scope, nodes.Use]] = field(factory=list)
    modules: dict[str, nodes.Module] = field(factory=dict)
    found: list[tuple[str, nodes.Use, str]] = field(factory=list)
    sites: dict[str, Span] = field(factory=dict)
    uses: tuple[Written, ...] = ()
    changed: set[str] = field(factory=set)
    sound: bool = True

    @property
    def main(self) -> Scope:
        """The main file's scope."""
        return self.scopes[0]

    @property
    def planned(self) -> Scope:
        """The scope of the file that declares the plan: the main one, but where that only has tests of it."""
        return next((scope for scope in self.scopes if scope.module.plan is not None), self.main)

    @cached_property
    def owners(self) -> dict[tuple[Meant, str], tuple[str, str]]:
        """File and name there of every source and process, by qualified name."""
        symbols = [symbol for kind in OWNERS.values() for symbol in self.symbols(kind)]
        return {(one.kind, one.name): (one.target.owner, one.target.name) for one in symbols}

    @cached_property
    def by_kind(self) -> Mapping[Kind, tuple[Symbol, ...]]:
        """All declarations of each kind, in order of use and place, less those left out and those whose name is taken.

        To be asked once all files are gathered.
        """
        found: dict[Kind, list[Symbol]] = {kind: [] for kind in Kind}
        for symbol in _standing(self.scopes):
            found[symbol.kind].append(symbol)
        return {kind: tuple(symbols) for kind, symbols in found.items()}

    def symbols(self, kind: Kind) -> tuple[Symbol, ...]:
        """All declarations of one kind."""
        return self.by_kind[kind]

    @cached_property
    def written(self) -> tuple[Symbol, ...]:
        """All declarations, by rank."""
        return tuple(sorted(chain.from_iterable(self.by_kind.values()), key=lambda symbol: symbol.order))


def gather(main: nodes.Module, loader: Loader, findings: Findings, last: Program | None = None) -> Program:
    """The main file and everything it uses, names entered.

    Scopes and symbols of the `last` program stand for the same files and declarations in this one.
    """
    walk = _Walk(loader, findings)
    if last is not None:
        walk.last = {scope.key: scope for scope in last.scopes}
    before = findings.count
    walk.program.modules[main.source.path] = main
    walk.enter(main, "", None, None)
    walk.check_templates(is_plan=walk.program.planned.module.plan is not None)
    for scope in walk.program.scopes:
        check_shadows(scope, findings)
    _check_paths(walk.program, findings)
    walk.program.changed = walk.changed
    walk.program.sites = findings.sites
    walk.program.uses = findings.since(before).uses
    walk.program.sound = findings.count[:2] == before[:2]
    return walk.program


def _standing(scopes: Iterable[Scope]) -> Iterator[Symbol]:
    """What is declared, but for what is left out and whose name is taken."""
    return (one for scope in scopes for one in scope.symbols if not one.dropped and not one.repeated)


def _check_paths(program: Program, findings: Findings) -> None:
    """Report a task whose path, `launch.kickoff`, is the name of another that comes in through `use … as launch`."""
    known: dict[str, Symbol] = {}
    paths = [symbol for symbol in _standing(program.scopes) if symbol.kind in NODES]
    for symbol in sorted(paths, key=lambda symbol: list(NODES).index(symbol.kind)):
        first = known.setdefault(symbol.name, symbol)
        if first.scope.prefix != symbol.scope.prefix:
            later, earlier = sorted((first, symbol), key=lambda one: one.path, reverse=True)
            findings.error(
                later.head.name.span,
                DUPLICATE(name=symbol.name, kind=A_KIND[earlier.kind]()),
                related=(Related(earlier.head.name.span, FIRST()),),
            )
            symbol.repeated = True


def located(loader: Loader, used_in: str, use: nodes.Use) -> Outcome[nodes.Module] | Message | None:
    """The file that a `use` in a file names; why it cannot be read, or None where there is no such library."""
    if isinstance(use.target, nodes.Path):
        return loader.library(use.target.text)
    return loader.file(use.target.text, used_in)


@define(eq=False)
class _Standing:
    """The declarations of a file in the last program.

    Attributes:
        kept: by the identity of their nodes.
        edited: of those whose node is there no longer, by kind and name.
    """

    kept: dict[int, Symbol] = field(factory=dict)
    edited: dict[tuple[Kind, str], Symbol] = field(factory=dict)

    @classmethod
    def of(cls, symbols: list[Symbol], module: nodes.Module) -> _Standing:
        """The declarations as they stood, for another reading of the file."""
        there: set[int] = set()
        pending = list(module.declarations)
        while pending:
            node = pending.pop()
            there.add(id(node))
            pending += nodes.inside(node)
        edited = [symbol for symbol in symbols if id(symbol.node) not in there]
        return cls(
            {id(symbol.node): symbol for symbol in symbols if id(symbol.node) in there},
            {(symbol.kind, symbol.called[0]): symbol for symbol in reversed(edited)},
        )

    def take(self, node: nodes.Declaration, kind: Kind, name: str) -> Symbol | None:
        """The symbol that stood for a declaration, or for the one in whose place it stands."""
        return self.kept.pop(id(node), None) or self.edited.pop((kind, name), None)

    def gone(self) -> Iterator[str]:
        """The names of the declarations that nobody took."""
        for symbol in (*self.kept.values(), *self.edited.values()):
            yield from symbol.called


@define(eq=False)
class _Walk:
    """The way along the `use` declarations."""

    loader: Loader
    findings: Findings
    program: Program = field(factory=Program)
    known: dict[Key, Scope] = field(factory=dict)
    trail: list[tuple[str, nodes.Use]] = field(factory=list)
    last: dict[Key, Scope] = field(factory=dict)
    applied: set[Symbol] = field(factory=set)
    changed: set[str] = field(factory=set)
    moved: set[Symbol | None] = field(factory=set)
    order: int = 0
    full: bool = False

    def enter(
        self,
        module: nodes.Module,
        prefix: str,
        user: Scope | None,
        site: nodes.Use | None,
        template: Symbol | None = None,
        applied_in: Scope | None = None,
        case: str = "",
    ) -> Scope:
        """The scope of a file as used under a prefix, or of a template as it is applied."""
        is_module = template is None and any(isinstance(node, nodes.ModuleDecl) for node in module.declarations)
        standing = _Standing()
        key = (module.source.path, f"{template.called[0]}." if template else "", prefix)
        scope = self.last.get(key) if template is None else None  # parameters may have other names
        if scope is None:
            scope = Scope(module, prefix, user, site, is_module, template, applied_in, case)
        else:
            standing = _Standing.of(scope.symbols, module)
            Scope.__init__(scope, module, prefix, user, site, is_module, template, applied_in, case)
        self.known[key] = scope
        self.program.scopes.append(scope)
        plan: nodes.PlanDecl | None = None
        for declaration in module.declarations:
            match declaration:
                case nodes.PlanDecl():
                    self._plan(declaration, plan, user)
                    plan = plan or declaration
                case nodes.LanguageDecl(version=version):
                    if version != VERSION:
                        self.findings.error(
                            declaration.span,
                            LANGUAGE(known=VERSION, version=version),
                            help=LANGUAGE_HELP(known=VERSION),
                        )
                case nodes.Use() | nodes.ModuleDecl() | nodes.ApplyDecl():
                    pass
                case _:
                    self._declare(scope, declaration, standing)
        self.changed.update(standing.gone())
        settle(scope)
        for declaration in module.declarations:
            if isinstance(declaration, nodes.Use):
                self._use(scope, declaration)
        for declaration in module.declarations:
            if isinstance(declaration, nodes.ApplyDecl):
                self._apply(scope, declaration)
        return scope

    def _plan(self, plan: nodes.PlanDecl, first: nodes.PlanDecl | None, user: Scope | None) -> None:
        tested = user is not None and user.user is None and user.module.has_tests_alone
        if first is not None or (user is not None and not tested):
            self.findings.error(
                plan.head.name.span,
                SECOND_PLAN(),
                help=SECOND_PLAN_HELP(),
                related=(Related(first.head.name.span, SECOND_PLAN_FIRST()),) if first else (),
            )

    def _declare(self, scope: Scope, node: nodes.Declaration, standing: _Standing) -> None:
        """Enter a declaration and, for a task, what stands inside it."""
        pending: list[tuple[nodes.Declaration, Symbol | None]] = [(node, None)]
        while pending:
            node, parent = pending.pop()
            assert not isinstance(node, nodes.Nameless)
            kind, name = KIND_OF[type(node)], node.head.name.text
            symbol = standing.take(node, kind, name)
            before: tuple[tuple[str, ...], bool] = ((), False)
            if symbol is None:
                symbol = Symbol(kind, scope.prefix + name, node, scope, self.order, parent)
            else:
                before = symbol.called, symbol.repeated
                Symbol.__init__(symbol, kind, scope.prefix + name, node, scope, self.order, parent)
            symbol.repeated = parent is not None and parent.repeated
            self.order += 1
            if isinstance(node, nodes.ProcessDecl):
                self.order += RULES_AT_MOST
            scope.declare(symbol, self.findings)
            if before != (symbol.called, symbol.repeated) or parent in self.moved:
                self.moved.add(symbol)  # and so is the way to whatever stands in it
                self.changed.update(before[0], symbol.called)
            pending += [(child, symbol) for child in reversed(nodes.inside(node))]

    def _use(self, scope: Scope, use: nodes.Use) -> None:
        found = self._locate(scope, use)
        if found is not None:
            self.program.found.append((scope.source.path, use, found.value.source.path))
        if found is None or self.full:
            scope.unread.add(use.alias.text if use.alias else None)
            return
        here, source = scope.source.path, found.value.source
        trail = [*self.trail, (here, use)]
        places = [path for path, _ in trail]
        if source.path in places:
            self._cycle(trail[places.index(source.path) :])
            return
        prefix = scope.prefix + (f"{use.alias.text}." if use.alias else "")
        other = self.known.get((source.path, "", prefix))
        if other is None:
            if len(trail) > LEVELS_AT_MOST or len(self.program.scopes) >= FILES_AT_MOST:
                self.full = True
                deep = len(trail) > LEVELS_AT_MOST
                self.findings.error(
                    use.target.span, TOO_DEEP(limit=LEVELS_AT_MOST) if deep else TOO_MANY(limit=FILES_AT_MOST)
                )
                return
            module = self.program.modules.get(source.path)
            if module is None:
                self.findings.extend(found.diagnostics)
                module = self.program.modules[source.path] = found.value
            if source.path.startswith("stdlib:"):
                self.findings.sites[source.path] = trail[0][1].target.span
            self.trail = trail
            other = self.enter(module, prefix, scope, use)
            self.trail = trail[:-1]
        else:
            self.program.again.append((other, scope, use))
        if not other.module.readable:
            scope.unread.add(use.alias.text if use.alias else None)
        self._leave_out(use, other)
        scope.uses.append((use, other))
        scope.bring(use, other, self.findings)

    # ---- templates

    def _apply(self, scope: Scope, applied: nodes.ApplyDecl) -> None:
        """Enter what a template declares once more, under the name it is applied as."""
        symbol = applied_template(scope, applied.template, self.findings)
        if symbol is None or self.full:
            scope.unread.add(applied.alias.text)
            return
        self.applied.add(symbol)
        use = applied.as_use()
        if any(other.alias and other.alias.text == applied.alias.text for other, _ in scope.uses):
            self.findings.error(applied.alias.span, NAMED_TWICE(name=applied.alias.text))
            return
        if applies_itself(symbol, scope):
            self.findings.error(applied.template.span, TEMPLATE_CYCLE(name=applied.template.text))
            scope.unread.add(applied.alias.text)
            return
        if len(self.program.scopes) >= FILES_AT_MOST:
            self.full = True
            self.findings.error(applied.template.span, TOO_MANY(limit=FILES_AT_MOST))
            return
        case = applied.title.text if applied.title else applied.alias.text
        prefix = scope.prefix + applied.alias.text + "."
        other = self.enter(as_file(symbol), prefix, symbol.scope, use, symbol, scope, case)
        scope.uses.append((use, other))
        scope.bring(use, other, self.findings)

    def check_templates(self, *, is_plan: bool) -> None:
        """Says of templates of a plan that nothing applies them; those of other files are read for themselves."""
        scopes = [one for one in self.program.scopes if not one.source.path.startswith("stdlib:") or one.user is None]
        for symbol in [symbol for scope in scopes for symbol in scope.symbols if symbol.kind is Kind.TEMPLATE]:
            if symbol in self.applied or symbol.repeated:
                continue
            if is_plan:
                name = symbol.head.name
                self.findings.warning(name.span, UNUSED(), help=UNUSED_HELP(name=name.text))
            elif symbol.scope.user is None:
                main = symbol.scope
                self.enter(as_file(symbol), f"{main.prefix}{symbol.called[0]}.", main, None, symbol, main)

    def _leave_out(self, use: nodes.Use, other: Scope) -> None:
        """Drop the declarations listed after `without`."""
        for name in use.without:
            found = other.own.get(name.text, ()) + other.used.get(name.text, ()) + other.ambiguous.get(name.text, ())
            for symbol in found:
                symbol.dropped = name.span
            if found:
                note(other, name, found[0], self.findings)
            if not found:
                self.findings.unknown(
                    name.span,
                    NOT_LEFT_OUT(file=use.written, name=name.text),
                    name.text,
                    lambda: (name for name, _ in other.exported()),
                    among=other,
                )

    def _locate(self, scope: Scope, use: nodes.Use) -> Outcome[nodes.Module] | None:
        """The file that a `use` names; None after reporting that there is none."""
        found = located(self.loader, scope.source.path, use)
        if isinstance(found, Outcome):
            return found
        if found is not None:
            self.findings.error(use.target.span, UNREADABLE(reason=found))
            return None
        name = use.target.text
        near = nearest(name, self.loader.libraries(), 4)
        self.findings.error(
            use.target.span,
            UNKNOWN_MODULE(name=name),
            help=UNKNOWN_MODULE_HELP(names=", ".join(f"`{name}`" for name in near))
            if near
            else UNKNOWN_MODULE_FILE(name=name),
        )
        return None

    def _cycle(self, edges: list[tuple[str, nodes.Use]]) -> None:
        """Report files that use each other in a circle, with every edge."""
        files = [path for path, _ in edges]
        around = [*files[1:], files[0]]
        self.findings.error(
            edges[-1][1].target.span,
            CYCLE(files=" → ".join([*files, files[0]])),
            help=CYCLE_HELP(),
            related=tuple(
                Related(use.target.span, CYCLE_EDGE(file=path, other=other))
                for (path, use), other in zip(edges, around, strict=True)
            ),
        )
