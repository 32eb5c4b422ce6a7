"""The names that have 外字."""

from app.ui.review.selection import Span

NAME_ID, NAME_FIELD = "sheet.name_1", "事業所名称1行目"


def field_of(page, name: str) -> Span:
    row = next(row for row in page.look.fields if row.name == name)
    return Span(row.offset, row.offset + row.length)
