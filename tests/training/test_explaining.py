"""Every byte of every kind of record has its words."""

import pytest

from app.month.looking.model import ShownRecord
from app.training.explaining import explain_byte
from app.training.lessons import Wanted, find_record


def _place(bench, type_="01", case="plain"):
    return find_record(bench, Wanted(type_, case, "kounen"))


def _words(bench, place, offset) -> str:
    return "\n".join(explain_byte(bench.look(*place), bench.notices[place[0]], offset))


@pytest.mark.parametrize("type_", ["00", "01", "02"])
def test_every_byte_is_explained_with_its_item_and_source(bench, type_):
    place = _place(bench, type_)
    look, notices = bench.look(*place), bench.notices[place[0]]
    for row in look.fields:
        for offset in (row.offset, row.offset + row.length - 1):
            lines = explain_byte(look, notices, offset)
            assert f"項番 {row.item}　" in lines[1] and f"の {offset - row.offset + 1} バイト目" in lines[2]
            assert any(line.startswith("出典 N 別紙") and line.endswith(f"項番 {row.item}") for line in lines)


def test_a_byte_tells_place_from_zero_and_from_one(bench):
    assert _words(bench, _place(bench), 14).startswith("位置 14（16進 00E）。1 から数えると 15 バイト目。値は 30。")


def test_the_second_byte_of_a_kanji_belongs_to_the_character(bench):
    place = _place(bench)
    era = next(row for row in bench.look(*place).fields if row.name == "元号")
    assert f"全角「{era.text[0]}」" in _words(bench, place, era.offset + 1)
    assert "の 2 バイト目" in _words(bench, place, era.offset + 1)


def test_a_gaiji_is_named_by_its_code_and_a_first_year_by_its_rule(bench):
    place = _place(bench, case="gaiji")
    use = bench.look(*place).gaiji[0]
    assert f"外字 {use.code:04X}" in _words(bench, place, use.offsets[0])
    year = next(row for row in bench.look(*place).fields if row.name == "年")
    assert "1 は「元」と印字する" in _words(bench, place, year.offset)


def test_what_is_printed_is_told_with_side_and_text_and_what_is_not_too(bench):
    place = _place(bench)
    look: ShownRecord = bench.look(*place)
    total = next(row for row in look.fields if row.name == "合計額")
    assert f"合計額　「{total.text.strip()}" in _words(bench, place, total.offset)
    assert "この項目は紙に印字しません。" in _words(bench, place, 16)
    assert "このレコードは紙に印字しません。" in _words(bench, _place(bench, "02"), 14)


def test_an_offset_outside_is_no_byte(bench):
    with pytest.raises(IndexError):
        _words(bench, _place(bench), 980)
