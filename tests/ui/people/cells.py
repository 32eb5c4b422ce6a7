"""What stands in the tables of people."""

from app.ui.people.nodes import ACCESS_HEADERS, PlainRow

TIME, WHO, ABOUT, WHAT, REASON = range(5)


def cells(table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.model.rows()]


def row(number: int) -> PlainRow:
    return PlainRow((f"{number}",) * len(ACCESS_HEADERS), f"k{number}")
