"""The tables as docs/privacy.md lists them. `python -m bot.store.columns docs/privacy.md` writes them anew; a test holds the two together."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.store.tables import Table

BEGIN, END = "<!-- the tables, written by python -m bot.store.columns -->", "<!-- end of the tables -->"


def listed() -> str:
    """Every table with every column, what each holds and why, as Markdown."""
    parts = []
    for mapper in sorted(Table.registry.mappers, key=lambda mapper: mapper.class_.__tablename__):
        table = mapper.local_table
        about = " ".join((mapper.class_.__doc__ or "").split())
        rows = [f"| `{column.name}` | {column.comment} |" for column in table.columns]
        parts.append("\n".join((f"### `{mapper.class_.__tablename__}`", "", about, "", "| column | what it holds |", "|---|---|", *rows)))
    return "\n\n".join(parts)


def renewed(document: str) -> str:
    """A document with the tables between its two marks as they are now. Raises ValueError without the marks."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError("the document has no place for the tables")
    return f"{before}{BEGIN}\n\n{listed()}\n\n{END}{after}"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(renewed(path.read_text("utf-8")), "utf-8")
