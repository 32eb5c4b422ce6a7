"""Record layouts: which bytes of a record are which field (N 別紙12–18, ``resources/layouts``)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from app.bounded import read_regular
from app.resources import resource_bytes, resource_names
from app.toml_text import MOST_BYTES, parse_toml

Scheme = Literal["kounen", "senpo"]
RecordKind = Literal["extract", "detail", "office_total", "title", "column_titles"]

NOTICE_LENGTH = 980
COUNT_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record. ``offset`` and ``length`` are bytes, 0-based, half-open.

    ``constant`` is what the field always holds; ``pattern`` the same where the source gives no exact bytes
    (:mod:`app.records.patterns`).
    """

    item: int
    section: str
    name: str
    attr: Literal["9", "C"]
    offset: int
    length: int
    picture: str | None
    constant: str | None
    flags: frozenset[str]
    source: str
    pattern: str | None = None

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
    file: Literal["notices", "counts"]
    record: RecordKind
    type_code: str
    length: int
    source: str
    status: Literal["specified", "inferred"]
    fields: tuple[Field, ...]

    def field(self, item: int) -> Field:
        """The field with this item number of the specification; ``KeyError`` if there is none."""
        for field in self.fields:
            if field.item == item:
                return field
        raise KeyError(item)

    def at(self, offset: int) -> Field:
        """The field that holds this byte; ``IndexError`` outside the record."""
        for field in self.fields:
            if field.offset <= offset < field.end:
                return field
        raise IndexError(offset)


def _read_layout(name: str, raw: bytes) -> RecordLayout:
    try:
        layout = _layout(parse_toml(raw))
    except KeyError as error:
        raise ValueError(f"{name}: {error} is missing") from error
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: {error}") from error
    verify_layout(layout, name)
    return layout


def _layout(table: dict[str, Any]) -> RecordLayout:
    fields = tuple(
        Field(
            item=row["item"],
            section=row["section"],
            name=row["name"],
            attr=row["attr"],
            offset=row["offset"],
            length=row["length"],
            picture=row.get("picture"),
            constant=row.get("constant"),
            flags=frozenset(row.get("flags", ())),
            source=f"{table['source']} item {row['item']}",
            pattern=row.get("pattern"),
        )
        for row in table["fields"]
    )
    return RecordLayout(
        scheme=table["scheme"],
        file=table["file"],
        record=table["record"],
        type_code=table["type_code"],
        length=table["length"],
        source=table["source"],
        status=table["status"],
        fields=fields,
    )


def verify_layout(layout: RecordLayout, name: str) -> None:
    """Raise ``ValueError`` unless the fields cover the record exactly, in order, each item once."""
    expected_length = NOTICE_LENGTH if layout.file == "notices" else COUNT_LENGTH
    if layout.length != expected_length:
        raise ValueError(f"{name}: length {layout.length}, expected {expected_length}")
    offset = 0
    for field in layout.fields:
        if field.length <= 0:
            raise ValueError(f"{name}: item {field.item} has length {field.length}")
        if field.constant is not None and field.pattern is not None:
            raise ValueError(f"{name}: item {field.item} has a constant and a pattern")
        if field.offset != offset:
            kind = "gap" if field.offset > offset else "overlap"
            raise ValueError(f"{name}: {kind} before item {field.item} (offset {field.offset}, expected {offset})")
        offset = field.end
    if offset != layout.length:
        raise ValueError(f"{name}: fields end at {offset}, record at {layout.length}")
    items = [field.item for field in layout.fields]
    if len(items) != len(set(items)):
        raise ValueError(f"{name}: an item number occurs twice")


def load_layouts(folder: Path) -> tuple[RecordLayout, ...]:
    """Read and verify every layout of a folder; ``ValueError`` names the file and item that is wrong."""
    return tuple(_read_layout(path.name, read_regular(path, MOST_BYTES)) for path in sorted(folder.glob("*.toml")))


@cache
def _own_layouts() -> tuple[RecordLayout, ...]:
    return tuple(_read_layout(name, resource_bytes("layouts", name)) for name in resource_names("layouts", ".toml"))


@cache
def notice_layouts(scheme: Scheme) -> dict[str, RecordLayout]:
    """The product's own layouts of a notice file, by レコード区分 (``00``, ``01``, ``02``)."""
    return _by_type(scheme, "notices")


@cache
def count_layouts(scheme: Scheme) -> dict[str, RecordLayout]:
    """The product's own layouts of a count table, by レコード区分 (``01``, ``02``, ``03``)."""
    return _by_type(scheme, "counts")


def _by_type(scheme: Scheme, file: Literal["notices", "counts"]) -> dict[str, RecordLayout]:
    return {layout.type_code: layout for layout in _own_layouts() if layout.scheme == scheme and layout.file == file}
