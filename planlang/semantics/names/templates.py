"""Templates: declarations that are made once for each `apply`.

In: `apply` and the scope it stands in. Out: which template is meant, and what it declares there as if it were a file.
"""

from __future__ import annotations

from planlang.diagnostics.text import Text
from planlang.semantics.names.findings import Findings
from planlang.semantics.names.scopes import Scope, Symbol
from planlang.semantics.names.uses import note
from planlang.semantics.names.vocabulary import A_KIND
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind

NOT_A_TEMPLATE = Text("wrong-kind.template", "`{name}` is {found}, here {needed} is needed")
UNKNOWN_TEMPLATE = Text("unknown-name.template", "no template is called `{name}`")


def as_file(template: Symbol) -> nodes.Module:
    """What a template declares, as a file by itself."""
    define, whole = template.node, template.scope.module
    assert isinstance(define, nodes.DefineDecl)
    head = nodes.ModuleDecl(define.head, define.parameters, define.span)
    return nodes.Module(whole.source, (head, *define.declarations), whole.broken, whole.mistakes, whole.readable)


def applied_template(scope: Scope, path: nodes.Path, findings: Findings) -> Symbol | None:
    """The template that is applied; None after reporting that there is none."""
    here: Scope | None = scope
    while here is not None:
        found = here.own.get(path.text, ()) + here.used.get(path.text, ())
        symbol = next((one for one in found if one.kind is Kind.TEMPLATE and not one.repeated), None)
        if symbol is not None:
            note(here, path, symbol, findings)
            return symbol
        if found:
            kinds = A_KIND[found[0].kind](), A_KIND[Kind.TEMPLATE]()
            findings.error(path.span, NOT_A_TEMPLATE(name=path.text, found=kinds[0], needed=kinds[1]))
            return None
        here = here.user
    if not scope.may_hide(path.text):
        findings.unknown(
            path.span,
            UNKNOWN_TEMPLATE(name=path.text),
            path.text,
            lambda: scope.names((Kind.TEMPLATE,)),
            among=scope,
        )
    return None


def applies_itself(template: Symbol, scope: Scope) -> bool:
    """Whether a scope stands in what a template declares, directly or through others."""
    around: Scope | None = scope
    while around is not None and around.template is not None:
        if around.template is template:
            return True
        around = around.applied_in
    return False
