"""The places of a form, and what in them fails: asked once for all notices that print the same there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.checks.model import Hits
from app.checks.rules.printing import (
    OFFICE_FORMS,
    content_of,
    firsts,
    form_of,
    kept_part,
    sheet_of,
    specs_of,
    undecodable,
)
from app.checks.view import FileView
from app.notice.items import BARCODE_ID, ItemSpec
from app.records.distinct import Distinct, distinct_values
from app.records.layouts import Field
from app.records.notice_file import DETAIL, TYPE_OFFSET
from app.sheet.form_model import Box, PieceCode, Stack
from app.sheet.model import Sheet

Cause = Literal["form", "office", "record"]
Failing = dict[str, NDArray[np.float64]]
"""Item id → how much each of the sound ``01`` ``(m,)`` lacks there: 0 where nothing is wrong."""
Judge = Callable[[Sheet], Mapping[str, float]]
"""The items of one sheet that fail, and how much they lack."""


@dataclass(frozen=True, slots=True)
class RulePlace:
    """A box, stack or piece code of the form. ``cause`` of what fails in it: the form itself, the data of a pension
    office, or the record. ``fields``: the bytes that decide what is printed here."""

    thing: Box | Stack | PieceCode
    items: tuple[str, ...]
    specs: Mapping[str, ItemSpec]
    fields: tuple[Field, ...]
    cause: Cause

    @property
    def label(self) -> str:
        """As on the form."""
        return self.thing.label

    def source(self, item_id: str) -> tuple[int, int]:
        """Offset and length of the bytes that a finding on this item points at."""
        if self.cause == "office":
            field = next(spec.fields[0] for spec in self.specs.values() if spec.form in OFFICE_FORMS)
        elif item_id in self.specs and self.specs[item_id].fields:
            field = self.specs[item_id].fields[0]
        else:
            return 0, TYPE_OFFSET  # nothing of the record but its serial number
        return field.offset, field.length

    def item_label(self, item_id: str) -> str:
        """As in the table of printed items, or else as on the form."""
        return self.specs[item_id].label if item_id in self.specs else self.label


def places_of(view: FileView) -> tuple[RulePlace, ...]:
    """All places of the form of this file."""
    form, known = form_of(view), specs_of(view.file.scheme)
    things: list[tuple[Box | Stack | PieceCode, tuple[str, ...]]] = [
        *((box, (box.id,)) for box in form.boxes),
        *((stack, tuple(item.id for item in stack.items)) for stack in form.stacks),
        *((piece, (piece.id,)) for piece in form.pieces),
    ]
    return tuple(_place(thing, items, known) for thing, items in things)


def _place(thing: Box | Stack | PieceCode, items: tuple[str, ...], known: Mapping[str, ItemSpec]) -> RulePlace:
    if isinstance(thing, Stack) and thing.barcode is not None:
        items = (*items, BARCODE_ID)
    specs = {item: known[item] for item in items if item in known}
    fields = dict.fromkeys(field for item, spec in specs.items() if item != BARCODE_ID for field in spec.fields)
    of_office = any(spec.form in OFFICE_FORMS for spec in specs.values())
    return RulePlace(thing, items, specs, tuple(fields), "office" if of_office else "record" if fields else "form")


def by_values(view: FileView, place: RulePlace, judge: Judge) -> Failing:
    """Judge one sheet for every value of the place's bytes; a place without any is judged on the first notice."""
    found, sheets = _values(view, place)
    verdicts = [judge(sheet) for sheet in sheets]
    failing = {}
    for item in place.items:
        lacks = np.array([verdict.get(item, 0.0) for verdict in verdicts])
        if lacks.any():
            failing[item] = lacks[found.of]
    return failing


def _values(view: FileView, place: RulePlace) -> tuple[Distinct, Iterable[Sheet]]:
    """The different values of the place's bytes, and what each prints there; kept only where there are few."""
    rows = view.kind(DETAIL).rows
    spans = [field.span for field in place.fields]
    # The offices of a file are few, and several places and rules ask for them and for what the form itself prints.
    kept = place.cause != "record"
    if kept:
        found = view.once(f"values {spans}", lambda own: distinct_values(own.file.data, own.kind(DETAIL).rows, spans))
    else:
        found = distinct_values(view.file.data, rows, spans)
    return found, (
        kept_part(view, row, place.thing) if kept else view.printer.part(content_of(view, row), place.thing)
        for row in rows[firsts(found)].tolist()
    )


def strange(view: FileView, judge: Judge) -> Failing:
    """The same for the few notices with undecodable bytes, one by one, over all places."""
    rows = view.kind(DETAIL).rows
    found: Failing = {}
    for row in np.flatnonzero(undecodable(view)):
        for item, lack in judge(sheet_of(view, int(rows[row]))).items():
            found.setdefault(item, np.zeros(len(rows)))[row] = lack
    return found


def joined(place: RulePlace, *found: Failing) -> Failing:
    """What is wrong in one place, out of several answers."""
    failing: Failing = {}
    for one in found:
        for item, lacks in one.items():
            if item in place.items:
                failing[item] = np.maximum(failing[item], lacks) if item in failing else lacks
    return failing


def hits_of(view: FileView, place: RulePlace, failing: Failing, say: Callable[[str, float], str]) -> Hits:
    """One finding a notice, or one for all notices that print the same where the cause is an office or the form.

    ``say(labels, lack)`` words it: the items that fail, and the most that one of them lacks.
    """
    rows = view.kind(DETAIL).rows
    items = [item for item in place.items if item in failing]
    lacks = np.stack([failing[item] for item in items])
    at, runs = np.flatnonzero(lacks.any(axis=0)), None
    if place.cause != "record":
        at, runs = _first_of_each(view, place, at)
    sources = np.array([place.source(item) for item in items], dtype=np.int64)
    offset, length = sources[(lacks[:, at] > 0).argmax(axis=0)].T

    def message(i: int) -> str:
        own = lacks[:, at[i]]
        labels = [place.item_label(item) for item, lack in zip(items, own, strict=True) if lack > 0]
        return say("・".join(dict.fromkeys(labels)), float(own.max()))

    return Hits(rows[at], offset, length, message, runs)


def _first_of_each(
    view: FileView, place: RulePlace, at: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64] | None]:
    """The first notice of those that print the same here, or of all of the file, and how many there are."""
    if place.cause == "form":
        return at[:1], np.array([len(at)])
    found = distinct_values(view.file.data, view.kind(DETAIL).rows[at], [field.span for field in place.fields])
    first = firsts(found)
    order = first.argsort()
    return at[first[order]], np.bincount(found.of)[order]
