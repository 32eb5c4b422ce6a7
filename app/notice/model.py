"""The words of the notice layer. Knows nothing of millimetres."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from app.records.layouts import Scheme

Side = Literal["sheet", "front", "back"]
ItemState = Literal["ok", "blank", "missing", "invalid"]
FlyerSize = Literal["A4", "A3"]


class Source(NamedTuple):
    """Bytes of the media that a printed text came from: field ``item`` of record ``record`` of the open file."""

    record: int
    item: int
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Edit:
    """A rule that made the print differ from the bytes. Record bytes are never changed.

    ``gannen``: N 4(2), year 1 is printed 元. ``redirect``: the 別送 destination replaces the establishment.
    """

    kind: Literal["gannen", "redirect"]
    source: Source
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class TextPart:
    """A stretch of an item's text. ``source`` is ``None`` for wording of the form ("年") and for the office list."""

    text: str
    source: Source | None = None
    edit: Edit | None = None


@dataclass(frozen=True, slots=True)
class PrintItem:
    """One printed item. ``id`` is stable English ("front.charge.due_date"); ``section``/``label`` as on the form.

    ``state``: ``blank`` prints nothing because the field is blank; ``missing`` could not be filled (unknown
    office) and must not be guessed; ``invalid`` bytes that the picture or code table does not allow: the
    text shows them as they are (``⟦93 20⟧``) so that a checker sees them.
    """

    id: str
    side: Side
    section: str
    label: str
    parts: tuple[TextPart, ...]
    state: ItemState = "ok"
    note: str = ""

    @property
    def text(self) -> str:
        """What is printed."""
        return "".join(part.text for part in self.parts)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The bytes it came from, in reading order, each once."""
        return tuple(dict.fromkeys(part.source for part in self.parts if part.source is not None))

    @property
    def edit(self) -> Edit | None:
        """The edit in force on this item, if any."""
        return next((part.edit for part in self.parts if part.edit is not None), None)


@dataclass(frozen=True, slots=True)
class CustomerBarcode:
    """The Japan Post customer barcode of one address, or the reason why none is printed.

    ``symbols``: the 21 characters of the code ("1", "-", "CC4"): postal code 7, address number 13, check digit;
    ``bars``: 67 letters F/A/D/T with start and stop. With a ``reason`` (stable code such as ``postal.blank``)
    symbols, check and bars are empty and ``reason_text`` says it in Japanese; ``extracted`` then is what the code
    would hold. ``notes`` are short Japanese remarks for the checker (a town that was not found in the address, an
    ambiguous dash). ``edition``: month of the postal dictionary that was asked (``2026年10月版``).
    """

    postal: str
    extracted: str
    symbols: tuple[str, ...] = ()
    check: str = ""
    bars: str = ""
    reason: str | None = None
    reason_text: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Flyer:
    """One insert. ``name``: edition of A, prefecture or 船員 of B, name of C; ``prefecture`` ``""``: nationwide."""

    letter: Literal["A", "B", "C"]
    name: str
    prefecture: str
    size: FlyerSize


@dataclass(frozen=True, slots=True)
class FlyerExpectation:
    """Which inserts belong to this notice (N 5(1)). ``why``: one short Japanese reason each for A, B and C."""

    prefecture: str
    flyers: tuple[Flyer, ...]
    why: tuple[str, ...]

    def of(self, letter: Literal["A", "B", "C"]) -> tuple[Flyer, ...]:
        """The inserts with this letter."""
        return tuple(flyer for flyer in self.flyers if flyer.letter == letter)


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """Everything that one notice must show. ``record`` is the ``01``, ``extract_record`` its ``00`` or ``None``."""

    scheme: Scheme
    layout_no: Literal[1, 2]
    file: str
    record: int
    extract_record: int | None
    piece_id: str
    items: tuple[PrintItem, ...]
    barcode: CustomerBarcode
    flyers: FlyerExpectation

    def item(self, item_id: str) -> PrintItem:
        """The item with this id; ``KeyError`` if the layout has none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)
