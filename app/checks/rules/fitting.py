"""``sheet.overflow``: text that its place on the form does not hold."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.checks.model import Hits
from app.checks.rules.blocks import alike, columns, overflows, reserves, text_block
from app.checks.rules.places import Failing, RulePlace, by_values, hits_of, joined, places_of, strange
from app.checks.rules.printing import OFFICE_FORMS, undecodable
from app.checks.view import FileView
from app.notice.item_text import Detail, print_item
from app.notice.items import ItemSpec
from app.records.layouts import NOTICE_LENGTH, Field
from app.records.notice_file import DETAIL
from app.sheet.fit import FITS, LOOK, OVERFLOWS, block_fits, fit_lines, text_columns
from app.sheet.form_model import Box, Stack
from app.sheet.model import Sheet

_DIGITS = Detail(b"9" * NOTICE_LENGTH, 0)


def overflow(view: FileView) -> Iterator[Hits]:
    """Notices whose text is cut off, by places of the form."""
    if not len(view.kind(DETAIL).rows):
        return
    odd = strange(view, cut_off)
    for place in places_of(view):
        failing = joined(place, _failing(view, place), odd)
        if failing:
            yield hits_of(view, place, failing, lambda labels, _: _said(labels))


def cut_off(sheet: Sheet) -> dict[str, float]:
    """The items of a sheet that are cut off."""
    return {item.id: 1.0 for page in sheet.pages for item in page.items if item.fit == "overflow"}


def _said(labels: str) -> str:
    return f"{labels}が枠に収まりません。最小の文字でもあふれるため、途中で切れて印字されます。"


def _failing(view: FileView, place: RulePlace) -> Failing:
    """What is cut off here; rows with undecodable bytes may be left out."""
    thing = place.thing
    if isinstance(thing, Box) and _always_fits(thing, place.specs.get(thing.id)):
        return {}
    fields = text_block(thing, view.file.scheme) if isinstance(thing, Stack) else None
    if isinstance(thing, Stack) and fields is not None:
        return _block_failing(view, thing, fields)
    return by_values(view, place, cut_off)


def _always_fits(box: Box, spec: ItemSpec | None) -> bool:
    """Whether the box holds the widest text that its fields can make.

    Nines in every byte give it: no byte of a sound record prints more than one column, and all fixed wording is there.
    """
    if spec is None or spec.form in OFFICE_FORMS:
        return False
    widest = text_columns("".join(part.text for part in print_item(spec, _DIGITS).parts))
    return not fit_lines(widest, box.rect.width, box.style.sizes_pt, box.style.max_lines).overflow


def _block_failing(view: FileView, stack: Stack, fields: tuple[Field, ...]) -> Failing:
    """Over all rows by column counts; the few that these leave open are set exactly.

    A block that is cut off loses the end of its last item.
    """
    reserve = float(reserves(view, stack).max(initial=0.0))
    fullest = np.array([[field.length for field in fields]])
    if block_fits(fullest, stack, reserve)[0] == FITS:
        return {}  # no text is longer than its field
    counts, odd = columns(view, fields), undecodable(view)
    verdict = block_fits(counts, stack, reserve)
    cut: NDArray[np.bool_] = (verdict == OVERFLOWS) & ~odd
    look = np.flatnonzero((verdict == LOOK) & ~odd)
    if look.size:
        groups = alike(view, stack, fields, look)
        cut[look] = np.array([overflows(stack, *setting) for setting in groups.settings], dtype=bool)[groups.of]
    last = counts.shape[1] - 1 - (counts[:, ::-1] > 0).argmax(axis=1)
    masks = {item.id: (cut & (last == place)).astype(np.float64) for place, item in enumerate(stack.items)}
    return {item: mask for item, mask in masks.items() if mask.any()}
