"""Names: which declarations a file can see, and what each name means there.

In: parsed files and how they use each other (modules.py). Out: scopes that turn a written name into the declaration it
means. Names within an expression that are no declarations (columns, stages, people) are looked up elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import field

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.frozen import define
from planlang.semantics.expr import Constant
from planlang.semantics.model import Ident
from planlang.semantics.names.findings import Findings
from planlang.semantics.names.index import Target
from planlang.semantics.names.memory import Memory
from planlang.semantics.names.vocabulary import A_KIND, NODES, collide
from planlang.source import Source, Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind

DUPLICATE = Text("duplicate-name", "the name `{name}` is already taken by {kind}")
FIRST = Text("duplicate-name.first", "declared here first")
COMES_FROM = Text("shadowed-name.there", "declared here as well")
AMBIGUOUS = Text("ambiguous-name", "`{name}` comes in through two files that are used")
AMBIGUOUS_HELP = Text("ambiguous-name.help", "write `as NAME` behind one of the two `use`, or `without {name}`")


@define(eq=False)
class Symbol:
    """A declaration as known everywhere.

    Attributes:
        kind: what it declares.
        name: qualified name; for a task inside others, its path only where it shares its bare name; for an account its path.
        node: the declaration.
        scope: the file it stands in.
        order: rank in the plan.
        parent: the task, or the budget or account, that it stands in, or None.
        dropped: where `use ... without` leaves it out, or None.
        inside: what stands directly in it, by name and alias.
        path: whether its name is its path.
        repeated: whether its name, or that of the task it stands in, is taken; it was reported and is left aside.
        called: its name, and its alias where it has one.
    """

    kind: Kind
    name: str
    node: nodes.Declaration
    scope: Scope
    order: int
    parent: Symbol | None = None
    dropped: Span | None = None
    inside: dict[str, Symbol] = field(factory=dict)
    path: bool = False
    repeated: bool = False
    called: tuple[str, ...] = field(init=False)
    _target: Target | None = None

    @called.default
    def _call(self) -> tuple[str, ...]:
        assert not isinstance(self.node, nodes.Nameless)
        return tuple(name.text for name in (self.node.head.name, self.node.head.alias) if name is not None)

    @property
    def target(self) -> Target:
        """What a use of its name means."""
        if self._target is None:
            self._target = Target(self.kind, self.scope.source.path, self.way())
        return self._target

    @property
    def standing(self) -> tuple[object, ...]:
        """What others decide of it: its rank, its qualified name, what it stands in."""
        return (self.name, self.order, self.repeated, self.dropped, tuple(task.name for task in self.above()))

    @property
    def private(self) -> bool:
        """Whether its name is known in its own file only."""
        return any(not isinstance(one.node, nodes.Nameless) and one.node.head.private for one in (self, *self.above()))

    def way(self) -> str:
        """Its path within its file, by names."""
        return self.scope.within + ".".join(step.called[0] for step in [self, *self.above()][::-1])

    @property
    def declared(self) -> nodes.Declaration:
        """What is written of it, for the checks of others: they come again when it is written otherwise."""
        if self.scope.memory is not None:
            self.scope.memory.saw(self)
        return self.node

    @property
    def head(self) -> nodes.Head:
        """Name, alias, title and doc comment."""
        node = self.declared
        assert not isinstance(node, nodes.Nameless)
        return node.head

    @property
    def names(self) -> tuple[nodes.Name, ...]:
        """Its name, and its alias where it has one."""
        head = self.head
        return (head.name,) if head.alias is None else (head.name, head.alias)

    def naming(self, name: str) -> Span:
        """Where it says that name: as its alias or its name."""
        alias = self.head.alias
        return alias.span if alias is not None and alias.text == name else self.head.name.span

    def above(self) -> Iterator[Symbol]:
        """The tasks that it stands in, innermost first."""
        here = self.parent
        while here is not None:
            yield here
            here = here.parent

    def route(self, *, alias: bool = False) -> str:
        """The path of a task within its file: `launch.kickoff`, or in the aliases of those that have one."""
        steps = [self, *self.above()][::-1]
        return ".".join(step.names[-1 if alias else 0].text for step in steps)

    def descend(self, steps: Iterable[str]) -> Symbol | None:
        """The task at the end of a path that begins here."""
        here: Symbol | None = self
        for step in steps:
            here = here.inside.get(step) if here is not None else None
        return here

    def ident(self) -> Ident:
        """What the model calls it."""
        head = self.head
        prefix = self.scope.prefix
        return Ident(
            self.name,
            prefix + (self.route(alias=True) if self.path else head.alias.text) if head.alias else None,
            self.scope.called(head.title.text if head.title else self.route() if self.path else head.name.text),
            head.doc,
            head.name.span,
            self.order,
            self.private,
        )


@define(eq=False)
class Missing:
    """Stands for what could not be found and was reported already; whatever rests on it stays silent."""


MISSING = Missing()

Key = tuple[str, str, str]
"""What tells scopes apart: the file, the template in it, the prefix."""


@define(eq=False)
class Scope:
    """What one file can name; a file used twice under two names has two scopes.

    Attributes:
        module: the parsed file.
        prefix: what qualified names of its declarations begin with: `act.` or nothing.
        user: the scope that uses it first, None for the main file.
        site: the `use` that brings it in.
        is_module: whether it begins with `module`: such a file sees only its parameters and what it uses itself.
        template: whose declarations these are; they see its parameters and all that its file sees.
        applied_in: where that is applied.
        case: what tells its declarations from those of another `apply`.
        own: its declarations by name and alias.
        nested: tasks and milestones inside others, by bare name and alias.
        ambiguous: those of them that share a bare name which means none of them.
        used: what comes in through `use`, by the name it has here.
        parameters: what its parameters are bound to: a declaration, a constant, or nothing that could be found.
        values: where the constants of its parameters are written: in the `use`, or as a default.
        uses: the scopes behind each of its `use` declarations.
        unread: the aliases (None: without one) of used files that could not be read.
        memory: what the last check found, where the next one is to make use of it.
    """

    module: nodes.Module
    prefix: str
    user: Scope | None
    site: nodes.Use | None
    is_module: bool = False
    template: Symbol | None = None
    applied_in: Scope | None = None
    case: str = ""
    own: dict[str, tuple[Symbol, ...]] = field(factory=dict)
    nested: dict[str, list[Symbol]] = field(factory=dict)
    ambiguous: dict[str, tuple[Symbol, ...]] = field(factory=dict)
    used: dict[str, tuple[Symbol, ...]] = field(factory=dict)
    parameters: dict[str, Symbol | Constant | Missing] = field(factory=dict)
    values: dict[str, Span] = field(factory=dict)
    uses: list[tuple[nodes.Use, Scope]] = field(factory=list)
    symbols: list[Symbol] = field(factory=list)
    unread: set[str | None] = field(factory=set)
    memory: Memory | None = None
    _words: frozenset[str] | None = None

    @property
    def source(self) -> Source:
        """The text of the file."""
        return self.module.source

    @property
    def within(self) -> str:
        """What the paths of its declarations within their file begin with."""
        return f"{self.template.called[0]}." if self.template else ""

    @property
    def key(self) -> Key:
        """What tells it from other scopes."""
        return (self.source.path, self.within, self.prefix)

    @property
    def giver(self) -> Scope | None:
        """The scope in which its arguments are looked up."""
        return self.applied_in or self.user

    def called(self, title: str) -> str:
        """A title, told from that of the same declaration where its template is applied another time."""
        if not self.case:
            return title
        return f"{title} ({self.case})" if title.isascii() else f"{title}（{self.case}）"

    @property
    def main(self) -> Scope:
        """The scope of the file that the whole plan starts from."""
        scope = self
        while scope.user is not None:
            scope = scope.user
        return scope

    def take(self, module: nodes.Module, edited: Mapping[int, nodes.Declaration]) -> None:
        """Take another reading of the file, which declares the same names; `edited` has what stands for what now."""
        self.module = module
        self._words = None
        for symbol in self.symbols:
            symbol.node = edited.get(id(symbol.node), symbol.node)

    def declare(self, symbol: Symbol, findings: Findings) -> None:
        """Enter a declaration under its name and its alias; a name taken by the like is reported."""
        self.symbols.append(symbol)
        for name in symbol.names:
            clash = self._clash(symbol, name.text)
            if clash is not None:
                findings.error(
                    name.span,
                    DUPLICATE(name=name.text, kind=A_KIND[clash.kind]()),
                    related=(Related(clash.naming(name.text), FIRST()),),
                )
                symbol.repeated = symbol.repeated or name is symbol.head.name
            elif symbol.parent is None:
                self.own[name.text] = (*self.own.get(name.text, ()), symbol)
            else:
                symbol.parent.inside[name.text] = symbol
                if not symbol.repeated and symbol.kind in NODES:
                    self.nested.setdefault(name.text, []).append(symbol)

    def _clash(self, symbol: Symbol, name: str) -> Symbol | None:
        """What takes a name already: at the top of a file its like, inside a task a neighbour or a task around it."""
        if symbol.parent is None:
            return self.sharing(name, symbol.kind)
        around = (task for task in symbol.above() if name in [said.text for said in task.names])
        return symbol.parent.inside.get(name) or next(around, None)

    def sharing(self, name: str, kind: Kind) -> Symbol | None:
        """The declaration of this file that has a name already which no other of that kind may have."""
        return next((other for other in self.own.get(name, ()) if collide(other.kind, kind)), None)

    def lookup(self, name: str) -> tuple[Symbol, ...] | Constant | Missing:
        """What a name, dotted or not, means here; empty where it means nothing."""
        if self.memory is not None:
            self.memory.named(name)
        found = self.own.get(name)
        if found is not None:
            return self._kept(found + self.used.get(name, ()), name)
        bound = self.parameters.get(name)
        if bound is not None:
            return (bound,) if isinstance(bound, Symbol) else bound
        used = self.used.get(name)
        if used is not None:
            return self._kept(used, name)
        found = self._kept(self._below(name), name)
        if found or self.is_module or self.user is None or name in self.ambiguous:
            return found
        return self.user.lookup(name)

    def holder(self, name: str) -> Scope | None:
        """The file whose parameter a name is here; None for any other name."""
        if name in self.own:
            return None
        if name in self.parameters:
            return self
        if name in self.used or self.is_module or self.user is None or name in self.ambiguous or self._below(name):
            return None
        return self.user.holder(name)

    @property
    def parameter_names(self) -> dict[str, str]:
        """The names of its parameters by their aliases."""
        head = next((node for node in self.module.declarations if isinstance(node, nodes.ModuleDecl)), None)
        parameters = head.parameters if head else ()
        return {one.alias.text: one.name.text for one in parameters if one.alias}

    def _below(self, name: str) -> tuple[Symbol, ...]:
        """What a path leads to from what is known here, a task or an account; empty where there is nothing."""
        parts = name.split(".")
        for length in range(len(parts) - 1, 0, -1):
            start = ".".join(parts[:length])
            known = self.own.get(start, ()) + self.used.get(start, ())
            found = [symbol.descend(parts[length:]) for symbol in known]
            if any(found):
                return tuple(symbol for symbol in found if symbol is not None)
        return ()

    def written(self, name: str) -> Span | None:
        """Where the constant that a name stands for here is written; None where it stands for none."""
        if name in self.parameters:
            return self.values.get(name)
        return None if self.is_module or self.user is None else self.user.written(name)

    def _kept(self, found: tuple[Symbol, ...], name: str) -> tuple[Symbol, ...]:
        """The declarations that are not left out, and what stands in for those that are."""
        if not any(symbol.dropped for symbol in found):
            return found
        return tuple(symbol for symbol in found if not symbol.dropped) + self._instead(name)

    def _instead(self, name: str) -> tuple[Symbol, ...]:
        """What the files above declare in place of something left out."""
        scope = self.user
        while scope is not None:
            found = scope.own.get(name, ()) + scope.used.get(name, ())
            kept = tuple(symbol for symbol in found if not symbol.dropped)
            if kept:
                return kept
            scope = scope.user
        return ()

    def find(self, name: str, kinds: Iterable[Kind]) -> Symbol | None:
        """The declaration of one of these kinds that a name means here, or None."""
        found = self.lookup(name)
        if isinstance(found, tuple):
            return next((symbol for symbol in found if symbol.kind in kinds), None)
        return None

    def split(self, path: nodes.Path) -> tuple[str, tuple[nodes.Name, ...]]:
        """The longest beginning of a path that means something here, and the names behind it."""
        parts = path.parts
        if self.memory is not None:
            self.memory.named(path.text)
        if len(parts) == 1:
            return parts[0].text, ()
        for length in range(len(parts), 1, -1):
            text = ".".join(part.text for part in parts[:length])
            if self._sees(text):
                return text, parts[length:]
        return parts[0].text, parts[1:]

    def _sees(self, name: str) -> bool:
        """Whether a dotted name comes in through `use`."""
        return any(name in scope.used for scope in self._outward())

    def _outward(self) -> Iterator[Scope]:
        """The files whose names are seen here through `use`: this one, and those that use it up to a module."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = None if scope.is_module else scope.user

    def names(self, kinds: Iterable[Kind]) -> Iterator[str]:
        """Every name that means something of these kinds here; of an account its path."""
        if Kind.ACCOUNT in kinds:
            yield from (symbol.route() for symbol in self.symbols if symbol.kind is Kind.ACCOUNT)
        for table in (self.own, self.used):
            for name, symbols in table.items():
                if any(symbol.kind in kinds and not symbol.dropped for symbol in symbols):
                    yield name
        for name, bound in self.parameters.items():
            if isinstance(bound, Symbol) and bound.kind in kinds:
                yield name
        if self.user is not None and not self.is_module:
            yield from self.user.names(kinds)

    def exported(self) -> Iterator[tuple[str, Symbol]]:
        """Every name that a file using this one gets to see, with its declaration."""
        for table in (self.own, self.used):
            for name, symbols in table.items():
                for symbol in symbols:
                    if not symbol.dropped and not (symbol.scope is self and symbol.private):
                        yield name, symbol

    def may_hide(self, name: str) -> bool:
        """Whether an unknown name may well be declared where nobody could read it; that was reported already.

        So it is when a used file is missing, and when a declaration of the name could not be read.
        """
        hidden = self._may_hide(name)
        if self.memory is not None:
            self.memory.missed(self, name, hidden)
        return hidden

    def _may_hide(self, name: str) -> bool:
        parts = name.split(".") if "." in name else ()
        for scope in self._outward():
            if any(part in scope.words() for part in parts):
                return True  # what has the name may be inside of what could not be read
            if scope.unread and (None in scope.unread or name.split(".")[0] in scope.unread):
                return True
            if (name in scope.words() and name not in scope.own) or any(
                name.removeprefix(f"{use.alias.text}." if use.alias else "") in other.words()
                for use, other in scope.uses
            ):
                return True
        return False

    def words(self) -> frozenset[str]:
        """The names of declarations that could not be read whole."""
        if self._words is None:
            self._words = frozenset(broken.name.text for broken in self.module.broken if broken.name is not None)
        return self._words

    def bring(self, use: nodes.Use, other: Scope, findings: Findings) -> None:
        """Enter what a used file declares, under the alias where there is one."""
        before = f"{use.alias.text}." if use.alias else ""
        for name, symbol in other.exported():
            here = before + name
            known = self.used.get(here, ())
            if symbol in known:
                continue
            clash = next((found for found in known if collide(found.kind, symbol.kind)), None)
            if clash is not None:
                findings.error(
                    use.target.span,
                    AMBIGUOUS(name=here),
                    help=AMBIGUOUS_HELP(name=here),
                    related=(
                        Related(clash.head.name.span, FIRST()),
                        Related(symbol.head.name.span, COMES_FROM()),
                    ),
                )
                continue
            self.used[here] = (*known, symbol)
