"""What the rules of the sheet stage share with the preview: the notice itself, its barcode, its form."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from app.cases.record_scan import text_fields
from app.checks.view import FileView
from app.notice.content import ADDRESS_IDS, POSTAL_ID
from app.notice.customer_barcode import REASONS, reason_codes
from app.notice.items import LAYOUT_NO, ItemSpec, item_specs, spec_of
from app.notice.model import NoticeContent
from app.records.distinct import Distinct
from app.records.layouts import Field, Scheme
from app.records.notice_file import DETAIL
from app.records.text_columns import HAS_UNDECODABLE, text_classes
from app.sheet.form_model import Box, Form, PieceCode, Stack
from app.sheet.model import Sheet
from app.sheet.place import takes_barcode

ENCODING = len(REASONS)
"""Beside the indexes of :data:`app.notice.customer_barcode.REASONS`: the address cannot be decoded."""

OFFICE_FORMS = frozenset(("office_postal", "office_address", "office_phone"))
"""Print forms that are filled from 年金事務所一覧."""


@cache
def specs_of(scheme: Scheme) -> Mapping[str, ItemSpec]:
    """The printed items of a scheme by id."""
    return MappingProxyType({spec.id: spec for spec in item_specs(scheme)})


def field_of(scheme: Scheme, item_id: str) -> Field:
    """The first field that fills an item."""
    return spec_of(scheme, item_id).fields[0]


def form_of(view: FileView) -> Form:
    """The form that the notices of this file are printed on."""
    return view.equipment.shown[LAYOUT_NO[view.file.scheme]]


def content_of(view: FileView, record: int) -> NoticeContent:
    """What the preview says that this ``01`` prints."""
    if view.sequence is None:
        return view.printer.content(view.file, record, view.expected)
    part, own = view.places(np.array([record]))
    return view.printer.content(view.sequence.parts[int(part[0])], int(own[0]), view.expected)


def sheet_of(view: FileView, record: int) -> Sheet:
    """Where the preview places it. Milliseconds: only for records that columns have picked out."""
    return view.printer.sheet(content_of(view, record))


def kept_content(view: FileView, record: int) -> NoticeContent:
    """As :func:`content_of`, made once: several rules ask for the first ``01`` of an office, or of the file."""
    return view.once(f"content.{record}", lambda _: content_of(view, record))


def kept_part(view: FileView, record: int, thing: Box | Stack | PieceCode) -> Sheet:
    """What it prints in one place of its form, made once."""
    return view.once(f"sheet.{record}.{thing.id}", lambda _: view.printer.part(kept_content(view, record), thing))


def prints_barcodes(view: FileView) -> bool:
    """Whether there is a size in which a customer barcode is printed at all."""
    return takes_barcode(form_of(view).addressee, view.equipment.barcode.size)


def barcode_reasons(view: FileView) -> NDArray[np.uint8]:
    """``(m,)``: why the data of each sound ``01`` allow no barcode (:data:`REASONS`, ``ENCODING``); 0: they do."""
    return view.once("sheet.barcode_reasons", _barcode_reasons)


def _barcode_reasons(view: FileView) -> NDArray[np.uint8]:
    kind, scheme = view.kind(DETAIL), view.file.scheme
    reasons = reason_codes(view.cells(kind, field_of(scheme, POSTAL_ID).item), view.equipment.postal)
    for item_id in ADDRESS_IDS:
        classes, _ = view.text(kind, field_of(scheme, item_id).item)
        reasons[(classes & HAS_UNDECODABLE) != 0] = ENCODING
    return reasons


def undecodable(view: FileView) -> NDArray[np.bool_]:
    """``(m,)``: sound ``01`` that print bytes which are no characters; their text is longer than their bytes."""

    return view.once("sheet.undecodable", _undecodable)


def _undecodable(view: FileView) -> NDArray[np.bool_]:
    kind, scheme = view.kind(DETAIL), view.file.scheme
    found = np.zeros(len(kind.rows), dtype=bool)
    for field in text_fields(scheme, "01"):
        found |= (view.text(kind, field.item)[0] & HAS_UNDECODABLE) != 0
    # A postal code that is none of the forms may hold anything; nearly all rows need no look.
    odd = np.flatnonzero(barcode_reasons(view))
    cells = view.file.data[kind.rows[odd], field_of(scheme, POSTAL_ID).span]
    found[odd] |= (text_classes(cells) & HAS_UNDECODABLE) != 0
    return found


def firsts(found: Distinct) -> NDArray[np.int64]:
    """``(k,)``: the first row that holds each value that any row has."""
    first = np.full(int(found.of.max(initial=-1)) + 1, -1, dtype=np.int64)
    # Where several rows hold a value, the one that is written last stays: a fraction of the time of sorting them.
    first[found.of[::-1]] = np.arange(len(found.of) - 1, -1, -1)
    return first[first >= 0]
