"""Whole columns of what records must show say what the preview says of each of them."""

import numpy as np

from app.notice.items import item_specs
from app.proof.printed import columns
from app.proof.printed.columns import Columns, canonical
from app.proof.printed.expected import panel_texts

AMOUNTS = {spec.id for scheme in ("kounen", "senpo") for spec in item_specs(scheme) if spec.form == "amount"}


def test_amounts_are_shown_as_the_preview_shows_them_whatever_stands_in_the_field(press_of):
    press = press_of("fold")
    known = Columns(press.expectation)
    seen = set()
    for notice in press.notices[:24]:
        content = press.expectation.content(notice)
        for panel in press.form.panels.values():
            if panel.scheme != press.expectation.scheme(notice):
                continue
            items = tuple(item for block in panel.blocks for item in block.items if item.id in AMOUNTS)
            wanted = panel_texts(panel, content)
            told = known.texts(notice, items)
            assert told == tuple(canonical(item, wanted[item.id].text) for item in items)
            seen |= {text for text in told if text}
    assert len(seen) > 20


def test_amounts_are_asked_one_by_one_where_they_are_not_shown_as_the_preview_shows_them(press_of, monkeypatch):
    press = press_of("fold")
    notice = press.notices[0]
    panel = next(own for own in press.form.panels.values() if any(i.id in AMOUNTS for b in own.blocks for i in b.items))
    items = tuple(item for block in panel.blocks for item in block.items if item.id in AMOUNTS)
    wanted = Columns(press.expectation).texts(notice, items)
    monkeypatch.setattr(columns, "to_text", lambda raw: "9" * len(raw))
    assert Columns(press.expectation).texts(notice, items) == wanted
    monkeypatch.setattr(columns, "read_column", lambda cells, _: (None, np.full(len(cells), columns.NUMBER + 1)))
    assert Columns(press.expectation).texts(notice, items) == wanted
