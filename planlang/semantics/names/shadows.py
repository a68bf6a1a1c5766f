"""Names of a file that hide what comes in through `use`.

In: a scope. Out: findings, each with the `without` that settles it.
"""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Edit, Fix, Related
from planlang.diagnostics.text import Language, Text
from planlang.semantics.names.findings import Findings
from planlang.semantics.names.scopes import COMES_FROM, Scope
from planlang.semantics.names.vocabulary import collide
from planlang.syntax.lexical.keywords import vocabulary

SHADOWED = Text("shadowed-name", "`{name}` also comes in through `use {target}`")
SHADOWED_HELP = Text("shadowed-name.help", "write `use {target} without {name}` to use the one declared here")


def check_shadows(scope: Scope, findings: Findings) -> None:
    """Report declarations of this file that hide one that comes in through `use`."""
    for use, other in scope.uses:
        if use.alias is not None:
            continue
        for name, symbol in other.exported():
            for own in scope.own.get(name, ()):
                if own is symbol or own.dropped or not collide(own.kind, symbol.kind):
                    continue
                target = use.written
                language = Language.EN if use.span.text[0].isascii() else Language.ZH
                word = vocabulary().called("without").spellings(language)[0]
                listed = f", {name}" if use.without else f" {word} {name}"
                findings.error(
                    own.naming(name),
                    SHADOWED(name=name, target=target),
                    help=SHADOWED_HELP(name=name, target=target),
                    related=(Related(symbol.naming(name), COMES_FROM()),),
                    fixes=(
                        Fix(
                            SHADOWED_HELP(name=name, target=target),
                            (Edit(use.span.behind, listed),),
                            safe=False,
                        ),
                    ),
                )
