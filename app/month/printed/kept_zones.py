"""Zones in which differences are only counted, kept in the month's encrypted store with their names and reasons."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from app.canonical import canonical
from app.errors import KenpanError
from app.month.printed.kept_work import get, put
from app.notice.model import Side
from app.sheet.measured_form import MeasuredForm, Zone
from app.sheet.model import Rect
from app.signoff.book import Book, Session

_NAME = "comparison.zones"


def keep_zones(book: Book, session: Session, root: Path, month: str, zones: Sequence[Zone]) -> bool:
    """Keep the month's zones; ``False`` where the month has no store. ``KenpanError`` as
    :func:`app.month.printed.kept_work.put`. Not for the GUI thread.
    """
    # Thousandths of a millimetre: the canonical form knows no fractions.
    told = [{**zone._asdict(), "rect": [round(value * 1000) for value in zone.rect]} for zone in zones]
    return put(book, session, root, month, _NAME, canonical({"zones": told}).encode("utf-8"))


def add_zone(book: Book, session: Session, root: Path, month: str, zone: Zone) -> bool:
    """One more, in the place of one of its name. ``KenpanError`` as :func:`kept_zones`."""
    others = [one for one in kept_zones(book, session, root, month) if one.name != zone.name]
    return keep_zones(book, session, root, month, [*others, zone])


def remove_zone(book: Book, session: Session, root: Path, month: str, name: str) -> bool:
    """Without the one of this name; ``False`` where the month has none of it. ``KenpanError`` as :func:`kept_zones`."""
    known = kept_zones(book, session, root, month)
    left = [one for one in known if one.name != name]
    return len(left) < len(known) and keep_zones(book, session, root, month, left)


def kept_zones(book: Book, session: Session, root: Path, month: str) -> tuple[Zone, ...]:
    """The zones of the month. ``KenpanError`` as :func:`keep_zones`, ``zone.kept`` for what cannot be read."""
    raw = get(book, session, root, month, _NAME)
    if raw is None:
        return ()
    try:
        return tuple(_zone(row) for row in json.loads(raw)["zones"])
    except (ValueError, KeyError, TypeError) as error:
        raise KenpanError(
            "zone.kept", "この月の除外域を読めません。", "別の版の検版が保存したものです。除外域を描き直してください。"
        ) from error


def _zone(row: Any) -> Zone:
    name, reason, side = str(row["name"]), str(row["reason"]), row["side"]
    if side not in get_args(Side) or not name.strip() or not reason.strip():
        raise ValueError("zone")
    x0, y0, x1, y1 = (int(value) / 1000 for value in row["rect"])
    return Zone(name, reason, side, Rect(x0, y0, x1, y1))


def with_zones(form: MeasuredForm, zones: Sequence[Zone]) -> MeasuredForm:
    """The form with the month's zones beside its own; of two of one name that of the form counts."""
    own = {zone.name for zone in form.zones}
    return replace(form, zones=(*form.zones, *(zone for zone in zones if zone.name not in own)))
