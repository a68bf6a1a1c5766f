"""What a record is called where entities are told apart: `deal:KEY`.

In: a key, its parts joined with U+001F. Out: an entity, and back.
"""

from __future__ import annotations

from planlang.query.catalog import SEPARATOR


def record_entity(record: str) -> str:
    r"""The entity of a record; the parts of a key of several columns are joined with `/`.

    >>> record_entity("D-1"), record_entity("7\x1fa/b")
    ('deal:D-1', 'deal:7/a%2Fb')
    """
    parts = record.split(SEPARATOR)
    if len(parts) > 1:
        parts = [part.replace("%", "%25").replace("/", "%2F") for part in parts]
    return "deal:" + "/".join(parts)


def entity_key(entity: str, parts: int) -> str:
    r"""The key of a record, by its entity; `parts` is how many columns the key has.

    >>> entity_key("deal:D-1/2", 1), entity_key("deal:7/a%2Fb", 2)
    ('D-1/2', '7\x1fa/b')
    """
    name = entity.removeprefix("deal:")
    if parts == 1:
        return name
    return SEPARATOR.join(part.replace("%2F", "/").replace("%25", "%") for part in name.split("/"))
