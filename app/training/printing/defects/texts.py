"""Items that are printed wrong: a digit, a comma, a look-alike, a blank, a place."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from app.notice.items import BARCODE_ID
from app.notice.model import TextPart
from app.resources import resource_bytes
from app.toml_text import parse_toml
from app.training.printing.defects.model import CharAt, DefectKind, Planting
from app.training.printing.layout import ItemPlace
from app.training.printing.panel import Change

_DIGITS = "0123456789"
_WIDE_DIGITS = "０１２３４５６７８９"
_MOVED = (2.5, 0.0)
_BLOCK_MOVED = (3.0, 4.0)
_OFFICE = "sheet.office_"

Suits = Callable[[str], bool]


@cache
def look_alikes() -> dict[str, str]:
    """For a character another that is easily taken for it."""
    pairs = parse_toml(resource_bytes("training", "look_alikes.toml"))["pairs"]
    return {one: other for pair in pairs for one, other in (pair, pair[::-1])}


def _find(planting: Planting, suits: Suits) -> tuple[ItemPlace, CharAt] | None:
    """An item and a character in it, by the seed."""
    found = [
        (place, own)
        for place in planting.places()
        if (own := [char for char in planting.chars(place) if suits(char.char)])
    ]
    if not found:
        return None
    place, chars = planting.any_of(found)
    return place, planting.any_of(chars)


def _replaced(suits: Suits, other: Callable[[Planting, str], str]) -> Callable[[DefectKind, Planting], bool]:
    def plant(kind: DefectKind, planting: Planting) -> bool:
        found = _find(planting, suits)
        if found is None:
            return False
        place, at = found
        parts = planting.with_char(place, at, other(planting, at.char))
        planting.planned.change(place.side, place.id, Change(parts=parts))
        planting.tell(kind, place.side, place.id)
        return True

    return plant


def other_digit(planting: Planting, char: str) -> str:
    """Another digit of the same width."""
    digits = _DIGITS if char in _DIGITS else _WIDE_DIGITS
    return planting.any_of([digit for digit in digits if digit != char])


def _period(_planting: Planting, _char: str) -> str:
    return "."


def is_digit(char: str) -> bool:
    """Whether it is a digit of either width."""
    return char in _DIGITS or char in _WIDE_DIGITS


def _missing(kind: DefectKind, planting: Planting) -> bool:
    places = list(planting.places())
    if not places:
        return False
    place = planting.any_of(places)
    planting.planned.change(place.side, place.id, Change(parts=()))
    planting.tell(kind, place.side, place.id)
    return True


def _moved(kind: DefectKind, planting: Planting) -> bool:
    places = list(planting.places())
    if not places:
        return False
    place = planting.any_of(places)
    planting.planned.change(place.side, place.id, Change(dx=_MOVED[0], dy=_MOVED[1]))
    planting.tell(kind, place.side, place.id)
    return True


def _added(kind: DefectKind, planting: Planting) -> bool:
    """A word behind an item that has nothing to do there."""
    places = [place for place in planting.places() if not place.columns and not place.place.room]
    if not places:
        return False
    place = planting.any_of(places)
    parts = (*planting.parts(place.id), TextPart(" 控"))
    planting.planned.change(place.side, place.id, Change(parts=parts))
    planting.tell(kind, place.side, place.id)
    return True


def _gannen(kind: DefectKind, planting: Planting) -> bool:
    """The year as the record has it."""
    for place in planting.places():
        parts = planting.parts(place.id)
        if any(part.edit is not None and part.edit.kind == "gannen" for part in parts):
            wrong = tuple(
                replace(part, text=part.edit.before, edit=None)
                if part.edit is not None and part.edit.kind == "gannen"
                else part
                for part in parts
            )
            planting.planned.change(place.side, place.id, Change(parts=wrong))
            planting.tell(kind, place.side, place.id)
            return True
    return False


def _address_shifted(kind: DefectKind, planting: Planting) -> bool:
    ids = [place.id for place in planting.places() if place.side == "sheet" and not place.id.startswith(_OFFICE)]
    ids.append(BARCODE_ID)
    for item_id in ids:
        planting.planned.change("sheet", item_id, Change(dx=_BLOCK_MOVED[0], dy=_BLOCK_MOVED[1]))
    planting.tell(kind, "sheet")
    return True


def _gaiji(lie: str) -> Callable[[DefectKind, Planting], bool]:
    def plant(kind: DefectKind, planting: Planting) -> bool:
        for place in planting.places():
            text = "".join(part.text for part in planting.parts(place.id))
            gaiji = [char for char in text if "\ue000" <= char <= "\ue757"]
            if gaiji:
                seen = "".join("〓" if char in gaiji and lie == "gaiji_font" else char for char in text)
                seen = "".join("　" if char in gaiji and lie == "gaiji_blank" else char for char in seen)
                planting.planned.change(place.side, place.id, Change(lie=lie, seen=seen))
                planting.tell(kind, place.side, place.id)
                return True
        return False

    return plant


_CHANGED = ("print.changed",)
KINDS = (
    DefectKind("digit", "数字1字の誤り", _CHANGED, _replaced(is_digit, other_digit)),
    DefectKind("comma", "カンマがピリオド", _CHANGED, _replaced(lambda char: char == ",", _period)),
    DefectKind(
        "look_alike",
        "似た文字",
        _CHANGED,
        _replaced(lambda char: char in look_alikes(), lambda _planting, char: look_alikes()[char]),
    ),
    DefectKind(
        "wide_digit",
        "半角数字が全角",
        _CHANGED,
        _replaced(lambda char: char in _DIGITS, lambda _planting, char: _WIDE_DIGITS[int(char)]),
    ),
    DefectKind(
        "lost_char",
        "1字の空白",
        ("print.changed", "print.missing"),
        _replaced(lambda char: bool(char.strip()), lambda _planting, char: " " if char.isascii() else "　"),
    ),
    DefectKind("blank", "項目が空白", ("print.missing",), _missing),
    DefectKind("added", "余計な文字", ("print.added", "print.changed"), _added),
    DefectKind("moved", "項目の位置ずれ", ("print.moved",), _moved),
    DefectKind("gannen", "「元年」が「1年」", ("print.gannen",), _gannen),
    DefectKind("address_shifted", "宛名ブロックのずれ", ("print.moved",), _address_shifted, of_item=False),
    DefectKind("gaiji_font", "外字が別の書体", ("print.font",), _gaiji("gaiji_font")),
    DefectKind("gaiji_blank", "外字が空白", ("print.font", "print.missing", "print.changed"), _gaiji("gaiji_blank")),
)
