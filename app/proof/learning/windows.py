"""What the envelope's windows show of a print, by the places that were measured: the worst of all notices at once."""

from collections.abc import Mapping
from typing import get_args

from app.notice.items import LAYOUT_NO
from app.notice.model import Side
from app.proof.learning.learn import Learned
from app.records.layouts import Scheme
from app.sheet.envelope import EnvelopeReport, analyse
from app.sheet.envelope_file import Envelope
from app.sheet.form_model import Form
from app.sheet.model import SIDES, Must, Page, PlacedItem, Rect, Sheet

_SAME_MM = 1.5


def reports(learned: Learned, forms: Mapping[int, Form], envelope: Envelope) -> dict[Scheme, EnvelopeReport | None]:
    """For each scheme the clearances of its items; ``None`` where the panel that faces the windows was not measured as
    large as the folded sheet is: nobody knows then where its edges are. The customer barcode is not measured so finely.
    """
    found: dict[Scheme, EnvelopeReport | None] = {}
    for scheme in get_args(Scheme):
        own = {side: learned.sides[side, scheme] for side in SIDES if (side, scheme) in learned.sides}
        if envelope.panel not in own:
            continue
        width, height = learned.pieces.sizes[envelope.panel]
        is_known = abs(width - envelope.insert_width) < _SAME_MM and abs(height - envelope.insert_height) < _SAME_MM
        places = {
            (side, item_id): one.place.rect for side, known in own.items() for item_id, one in known.placed.items()
        }
        found[scheme] = report(places, forms[LAYOUT_NO[scheme]], envelope) if is_known else None
    return found


def report(places: Mapping[tuple[Side, str], Rect], form: Form, envelope: Envelope) -> EnvelopeReport:
    """Clearances of items at these places, which bound all that was printed there; the form says what must be seen and
    what not.
    """
    must = _must(form)
    pages = tuple(
        Page(
            side,
            form.panel(side).width,
            form.panel(side).height,
            tuple(
                _item(item_id, side, rect, must.get(item_id)) for (own, item_id), rect in places.items() if own == side
            ),
            (),
        )
        for side in SIDES
    )
    return analyse(Sheet(form.name, form.status, pages, None, None), envelope)


def _must(form: Form) -> dict[str, Must | None]:
    found: dict[str, Must | None] = {box.id: box.style.must for box in form.boxes}
    found |= {item.id: stack.must for stack in form.stacks for item in stack.items}
    return found | {piece.id: piece.style.must for piece in form.pieces}


def _item(item_id: str, side: Side, rect: Rect, must: Must | None) -> PlacedItem:
    return PlacedItem(
        id=item_id,
        page=side,
        label="",
        text="",
        rect=rect,
        box=rect,
        runs=(),
        sources=(),
        edit=None,
        state="ok",
        size_pt=0.0,
        colour="",
        fit="as_set",
        must=must,
    )
