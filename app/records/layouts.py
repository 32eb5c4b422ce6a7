"""Record layouts: which bytes of a record are which field (N 別紙12–18, ``resources/layouts``)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

from app.resources import resource_names
from app.toml_table import FileKind, Table

Scheme = Literal["kounen", "senpo"]
RecordKind = Literal["extract", "detail", "office_total", "title", "column_titles"]
FileOf = Literal["notices", "counts"]
Attr = Literal["9", "C"]
Status = Literal["specified", "inferred"]

_LAYOUT = FileKind("layout.invalid", "レコードの項目表", "resources/layouts を元に戻してください。")

NOTICE_LENGTH = 980
COUNT_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record. ``offset`` and ``length`` are bytes, 0-based, half-open.

    ``constant`` is what the field always holds; ``pattern`` the same where the source gives no exact bytes
    (:mod:`app.records.patterns`). ``role``: what the code calls it, where it asks for it; the same in every layout
    that has such a field, whatever its item number there.
    """

    item: int
    section: str
    name: str
    attr: Attr
    offset: int
    length: int
    picture: str | None
    constant: str | None
    flags: frozenset[str]
    source: str
    pattern: str | None = None
    role: str = ""

    @property
    def end(self) -> int:
        """Offset of the first byte after the field."""
        return self.offset + self.length

    @property
    def span(self) -> slice:
        """The field's bytes as a slice of the record."""
        return slice(self.offset, self.end)

    @property
    def is_text(self) -> bool:
        """Whether it holds free text: no number, no fixed sign or frame of asterisks, not reserved."""
        fixed = self.picture is not None or self.constant is not None or "reserved_blank" in self.flags
        return self.attr == "C" and not fixed and (self.pattern is None or any(map(str.isalpha, self.pattern)))


@dataclass(frozen=True, slots=True)
class RecordLayout:
    """All fields of one record type, without gap or overlap."""

    scheme: Scheme
    file: FileOf
    record: RecordKind
    type_code: str
    length: int
    source: str
    status: Status
    fields: tuple[Field, ...]

    def field(self, item: int) -> Field:
        """The field with this item number of the specification; ``KeyError`` if there is none."""
        for field in self.fields:
            if field.item == item:
                return field
        raise KeyError(item)

    def role(self, name: str) -> Field:
        """The field of this role; ``KeyError`` if there is none."""
        for field in self.fields:
            if field.role == name:
                return field
        raise KeyError(name)

    def roles(self, *names: str) -> tuple[Field, ...]:
        """The fields of these roles, without those that the layout has not."""
        own = {field.role: field for field in self.fields}
        return tuple(own[name] for name in names if name in own)

    def block(self, name: str) -> tuple[Field, ...]:
        """The fields that follow the 印字桁数 of this role within its section: a date's era, year, month and day."""
        first = self.role(name)
        return tuple(field for field in self.fields if field.section == first.section and field.offset > first.offset)

    def at(self, offset: int) -> Field:
        """The field that holds this byte; ``IndexError`` outside the record."""
        for field in self.fields:
            if field.offset <= offset < field.end:
                return field
        raise IndexError(offset)


def _read_layout(top: Table) -> RecordLayout:
    layout = RecordLayout(
        scheme=cast(Scheme, top.choice("scheme", get_args(Scheme))),
        file=cast(FileOf, top.choice("file", get_args(FileOf))),
        record=cast(RecordKind, top.choice("record", get_args(RecordKind))),
        type_code=top.words("type_code"),
        length=top.whole("length", 1, NOTICE_LENGTH),
        source=top.words("source"),
        status=cast(Status, top.choice("status", get_args(Status))),
        fields=tuple(_field(row, top.words("source")) for row in top.children("fields")),
    )
    top.done()
    verify_layout(layout, top.file)
    return layout


def _field(row: Table, source: str) -> Field:
    item = row.whole("item", 1, NOTICE_LENGTH)
    return Field(
        item=item,
        section=row.text("section"),
        name=row.words("name"),
        attr=cast(Attr, row.choice("attr", get_args(Attr))),
        offset=row.whole("offset", 0, NOTICE_LENGTH),
        length=row.whole("length", 0, NOTICE_LENGTH),
        picture=row.text("picture") if row.has("picture") else None,
        constant=row.text("constant") if row.has("constant") else None,
        flags=frozenset(row.texts("flags")),
        source=f"{source} item {item}",
        pattern=row.text("pattern") if row.has("pattern") else None,
        role=row.text("role") if row.has("role") else "",
    )


def verify_layout(layout: RecordLayout, name: str) -> None:
    """Raise ``KenpanError`` ``layout.invalid`` unless the fields cover the record exactly, in order, each item once."""
    expected_length = NOTICE_LENGTH if layout.file == "notices" else COUNT_LENGTH
    if layout.length != expected_length:
        raise _LAYOUT.wrong(name, f"レコードの長さは {expected_length} バイトです（{layout.length}）。", "length")
    offset = 0
    for field in layout.fields:
        place = f"項目{field.item}"
        if field.length <= 0:
            raise _LAYOUT.wrong(name, f"長さがありません（{field.length}）。", place)
        if field.constant is not None and field.pattern is not None:
            raise _LAYOUT.wrong(name, "constant と pattern の両方があります。", place)
        if field.offset != offset:
            kind = "すき間" if field.offset > offset else "重なり"
            raise _LAYOUT.wrong(name, f"前に{kind}があります（{field.offset}、正しくは {offset}）。", place)
        offset = field.end
    if offset != layout.length:
        raise _LAYOUT.wrong(name, f"項目は {offset} バイトで終わり、レコードは {layout.length} バイトです。", "fields")
    items = [field.item for field in layout.fields]
    if len(items) != len(set(items)):
        raise _LAYOUT.wrong(name, "同じ項目番号が二度あります。", "fields")
    roles = [field.role for field in layout.fields if field.role]
    if len(roles) != len(set(roles)):
        raise _LAYOUT.wrong(name, "同じ役割（role）が二度あります。", "fields")


def load_layouts(folder: Path) -> tuple[RecordLayout, ...]:
    """Read and verify every layout of a folder; ``KenpanError`` ``layout.invalid`` names the file and what is wrong."""
    return tuple(_read_layout(Table.of_file(_LAYOUT, path)) for path in sorted(folder.glob("*.toml")))


@cache
def _own_layouts() -> tuple[RecordLayout, ...]:
    return tuple(
        _read_layout(Table.of_resource(_LAYOUT, "layouts", name)) for name in resource_names("layouts", ".toml")
    )


@cache
def notice_layouts(scheme: Scheme) -> dict[str, RecordLayout]:
    """The product's own layouts of a notice file, by レコード区分 (``00``, ``01``, ``02``)."""
    return _by_type(scheme, "notices")


@cache
def count_layouts(scheme: Scheme) -> dict[str, RecordLayout]:
    """The product's own layouts of a count table, by レコード区分 (``01``, ``02``, ``03``)."""
    return _by_type(scheme, "counts")


def _by_type(scheme: Scheme, file: FileOf) -> dict[str, RecordLayout]:
    return {layout.type_code: layout for layout in _own_layouts() if layout.scheme == scheme and layout.file == file}
