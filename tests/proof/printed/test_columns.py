"""Whole columns of what records must show say what the preview says of each of them."""

import random

import numpy as np
import pytest

from app.notice.content import bars_of, build_content
from app.notice.item_text import Detail, print_item
from app.notice.items import item_specs, spec_of
from app.proof.printed import columns
from app.proof.printed.columns import Columns, canonical
from app.proof.printed.expected import panel_texts, printed_text
from app.records.layouts import NOTICE_LENGTH
from app.records.notice_file import NoticeFile
from app.records.pictures import write
from app.sheet.measured_form import MeasuredItem

SIMPLE = ("amount", "number", "symbol")
AMOUNTS = {spec.id for scheme in ("kounen", "senpo") for spec in item_specs(scheme) if spec.form in SIMPLE}


def test_amounts_numbers_and_symbols_are_shown_as_the_preview_shows_them_whatever_stands_in_the_field(press_of):
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


def test_they_are_asked_one_by_one_where_they_are_not_shown_as_the_preview_shows_them(press_of, monkeypatch):
    press = press_of("fold")
    notice = press.notices[0]
    panel = next(own for own in press.form.panels.values() if any(i.id in AMOUNTS for b in own.blocks for i in b.items))
    items = tuple(item for block in panel.blocks for item in block.items if item.id in AMOUNTS)
    wanted = Columns(press.expectation).texts(notice, items)
    monkeypatch.setattr(columns, "to_text", lambda raw: "9" * len(raw))
    assert Columns(press.expectation).texts(notice, items) == wanted
    monkeypatch.setattr(columns, "read_column", lambda cells, _: (None, np.full(len(cells), columns.NUMBER + 1)))
    assert Columns(press.expectation).texts(notice, items) == wanted


@pytest.mark.parametrize("left_out", [frozenset(), frozenset({"-", "円", "¥"})])
def test_what_is_worked_out_at_once_is_what_each_field_prints_whatever_bytes_it_holds(left_out):
    chance = np.random.default_rng(7)
    for spec in (one for scheme in ("kounen", "senpo") for one in item_specs(scheme) if one.form in SIMPLE):
        item = MeasuredItem(spec.id, "left", 0.0, 0.0, 9.0, left_out=left_out, before="第")
        rows = []
        for at in range(240):
            raw = bytearray(b" " * NOTICE_LENGTH)
            for field in spec.fields:
                some = b"0123456789" if at % 3 else b" 0123456789,*\\\\-A\xb1\x81\x40\xfa\xf0\x00"
                held = bytes(chance.choice(np.frombuffer(some, np.uint8), int(chance.integers(0, field.length + 1))))
                if field.picture and at % 2:
                    held = write(int(chance.integers(0, 99)), field.picture)
                raw[field.span] = held.rjust(field.length) if field.picture else held.ljust(field.length)
            rows.append(bytes(raw))
        cells = np.array([[*b"".join(raw[field.span] for field in spec.fields)] for raw in rows], np.uint8)
        wanted = [canonical(item, printed_text(item, print_item(spec, Detail(raw, 0)).parts).text) for raw in rows]
        asked = []

        def shown(at: int) -> str:
            asked.append(at)  # noqa: B023
            return wanted[at]  # noqa: B023

        assert columns._simply(cells, spec, item, shown) == wanted
        assert len(asked) < len(rows)


@pytest.mark.parametrize("blanks", [True, False])
def test_texts_are_shown_as_they_stand_or_asked_one_by_one(press_of, monkeypatch, blanks):
    press = press_of("fold")
    notice = press.notices[0]
    shown = [one for one in item_specs(press.expectation.scheme(notice)) if one.form in ("text", "postal")]
    items = [
        MeasuredItem(one.id, "left", 0.0, 0.0, 9.0, left_out=frozenset({"¥"}), before=before, blanks=blanks)
        for one in shown
        for before in ("", "〒 ")
    ]
    asked = []
    monkeypatch.setattr(columns, "printed_text", lambda *given: asked.append(given) or printed_text(*given))
    texts = Columns(press.expectation).texts(notice, items)
    few = len(asked)
    monkeypatch.setattr(columns, "to_texts", lambda raws: ["" for _ in raws])
    assert Columns(press.expectation).texts(notice, items) == texts
    assert len(asked) > 2 * few
    assert len({*texts}) > len(shown)


def test_bars_alone_are_those_of_the_whole_notice_whatever_stands_in_the_address(press_of):
    press = press_of("fold")
    known, chance = Columns(press.expectation), random.Random(3)
    postals = (b"100-0001", b"1000001 ", b"100     ", b"999-9999", b"100-000 ", b"\x80\x81 -1234", b" " * 8)
    tails = (b"1-2-3", "三丁目４ー５".encode("cp932"), b"\xf0\x401\x80-2", b"\x81\x40 12F", b" ", b"\x93")
    seen = set()
    for notice in press.notices[:16]:
        file = press.expectation.notices[notice.file]
        context = press.expectation.context_of(notice.file)
        assert known.bars(notice) == press.expectation.content(notice).barcode.bars
        for _ in range(6):
            raw = bytearray(file.raw_record(notice.record))
            for name in ("postal", "address_1", "address_2", "address_3"):
                span = spec_of(file.scheme, f"sheet.{name}").fields[0].span
                wide = span.stop - span.start
                if name == "postal":
                    raw[span] = chance.choice((*postals, bytes(raw[span]))).ljust(wide)
                elif chance.random() < 0.4:
                    raw[span] = (bytes(raw[span]).rstrip(b" ") + chance.choice(tails))[-wide:].ljust(wide)
            other = NoticeFile(file.name, file.scheme, np.frombuffer(bytes(raw), np.uint8).reshape(1, -1))
            (bars,) = bars_of(file.scheme, [bytes(raw)], context.postal)
            assert bars == build_content(other, 0, context).barcode.bars
            seen.add(bars)
    assert "" in seen
    assert len(seen) > 10
