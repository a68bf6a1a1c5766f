"""Rows of totals, which spreadsheets and reports put among or below the records.

In: a table being filled and the rows that a file gave it. Out: the rows that are sums of others and no records. A row is
one where its first cell says so and no other text or date is there, or where it is the last and lacks some that a record has.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from planlang.data.columns.columns import Wanted
from planlang.data.engines.duckdb.aside import ENTRY, PART
from planlang.data.engines.duckdb.sqltext import literal
from planlang.data.loaded.tabletypes import NUMBER, identifier, loaded_type

WORDS = (
    r"(grand|sub|overall|report|page|running)?-?totals?|total(general|général|es)|sous-?total|sum|summe|gesamt(summe)?"
    r"|insgesamt|zwischensumme|endsumme|suma|razem|łącznie|totale|somma|合计|总计|小计|共计|总和|汇总|累计|总额|合計|總計|小計"
)
"""What a cell of totals says, in lower case and without blanks and colons."""
ENDINGS = r"total|totals|summe|合计|总计|小计|合計|小計"
"""With what it may end where nothing else is in the row: `North total`, `北区小计`."""
STARS = r"\*{1,5}"
"""What SAP's lists write for a sum, a sum of sums and so on."""
LONGEST = 40
MARKS = r"[\s:：\x{a0}\x{3000}*]"
LAST = 3
"""How many rows from the end are looked at although nothing is missing in them."""


def totals(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[Wanted],
    order: Sequence[int],
    files: Sequence[int] | None,
    lasts: Sequence[int],
    *,
    may_be_wrong: bool,
) -> list[tuple[int, int, str]]:
    """The rows of totals in some files whose columns stand in the same order: file, row, what it says.

    Args:
        connection: where the table is.
        table: its name; wrong cells are still noted in it, and the number of the file.
        columns: its columns.
        order: their indices from the left of the files to their right, without those that they lack.
        files: the numbers of the files, None for all.
        lasts: the last row of each.
        may_be_wrong: whether wrong cells may be noted in it.
    """
    numbers = [index for index in order if loaded_type(columns[index].spec.unit) == NUMBER]
    texts = [index for index in order if index not in numbers]
    if not texts or not lasts:
        return []
    cells = {index: _cell(index, columns[index], may_be_wrong=may_be_wrong) for index in order}
    filled = " + ".join(f"CAST(x{index} IS NOT NULL AS INTEGER)" for index in texts)
    has_number = " OR ".join(f"x{index} IS NOT NULL" for index in numbers) or "FALSE"
    alone = f"filled = 1 AND ({has_number} OR {len(texts)} > 1 OR is_last)"
    says = f"lower(regexp_replace(says, {literal(MARKS)}, '', 'g'))"
    words = literal(f"({WORDS})(\\(.*\\))?")
    told = (
        f"({alone}) AND (regexp_full_match({says}, {literal(f'.*({ENDINGS})|')} || {words})"
        f" OR regexp_full_match(trim(says), {literal(STARS)}))"
    )
    likely = [" AND ".join(f"{columns[index].sql} IS NULL" for index in texts[1:]) or "TRUE"]
    # a file's rows have numbers that follow each other
    likely.append(f"row_id IN ({', '.join(str(last - back) for last in lasts for back in range(LAST))})")
    if may_be_wrong:
        likely.append("wrong IS NOT NULL")
        told = f"({told}) OR (is_last AND is_wrong AND filled < {len(texts)} AND regexp_full_match({says}, {words}))"
    row = (
        f"SELECT file, row_id, row_id IN ({', '.join(map(str, lasts))}) AS is_last, wrong IS NOT NULL AS is_wrong,"
        f" {', '.join(f'{cell} AS x{index}' for index, cell in cells.items())} FROM {identifier(table)}"
    )
    among = "TRUE" if files is None else f"file IN ({', '.join(map(str, files))})"
    # each condition for itself, since only so are stretches of the table without such a row not looked at
    rows = " UNION ALL ".join(f"{row} WHERE {among} AND {condition}" for condition in likely)
    found = connection.execute(
        f"SELECT file, row_id, says FROM (SELECT *, {filled} AS filled,"
        f" COALESCE({', '.join(f'x{index}' for index in order)}) AS says FROM ({rows}))"
        f" WHERE length(says) <= {LONGEST} AND ({told}) ORDER BY row_id"
    ).fetchall()
    return list(dict.fromkeys(found))


def _cell(index: int, column: Wanted, *, may_be_wrong: bool) -> str:
    """What a cell says, whether or not it could be read; NULL for nothing."""
    value = f"CAST({column.sql} AS VARCHAR)"
    if not may_be_wrong:
        return value
    entry = f"{ENTRY}{index}{PART}([^{ENTRY}{PART}]*)"
    unread = f"nullif(trim(regexp_extract({literal(ENTRY)} || wrong, {literal(entry)}, 1)), '')"
    return f"COALESCE({value}, {unread})"
