"""Roles as plain values.

In: a plan. Out: what `evaluation.schema.json` calls `roles`; nothing where no role says anything.
"""

from __future__ import annotations

from fractions import Fraction

from planlang.plan.plan import Plan
from planlang.report.plain.plain import Object, exact, unit
from planlang.semantics.model import Role


def roles(plan: Plan) -> Object:
    """All roles in declared order, where some have duties, may approve something or begin with less."""
    every = plan.model.roles.values()
    if not any(role.duties or role.authority or role.ramp for role in every):
        return {}
    return {"roles": [_role(role) for role in every]}


def _role(role: Role) -> Object:
    return {
        "role": role.ident.name,
        "title": role.ident.title,
        "under": role.under,
        "duties": list(role.duties),
        **({"ramp": [exact(Fraction(share)) for share in role.ramp]} if role.ramp else {}),
        "authority": [
            {
                "what": one.what,
                "limit": exact(Fraction(one.limit)),
                "unit": unit(one.unit),
                "where": one.span.place(),
            }
            for one in role.authority
        ],
    }
