import csv
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import KenpanError
from app.records.layouts import (
    COUNT_LENGTH,
    NOTICE_LENGTH,
    Field,
    RecordLayout,
    count_layouts,
    load_layouts,
    notice_layouts,
    verify_layout,
)
from app.records.pictures import read
from app.resources import resource

FIELDS_CSV = Path(__file__).parents[1] / "data" / "fields.csv"


def specified_rows() -> list[dict[str, str]]:
    with FIELDS_CSV.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def layout_of(row: dict[str, str]) -> RecordLayout:
    scheme, _, kind = row["file"].partition("_")
    assert scheme in ("kounen", "senpo")
    layouts = count_layouts(scheme) if kind else notice_layouts(scheme)
    return layouts[row["type_code"]]


def expected_constant(row: dict[str, str]) -> tuple[str | None, str | None]:
    """Constant and pattern: a run of asterisks may be shortened in N, a parenthesis may have either width."""
    heading = re.search(r'"(\*[^"]*)"を左詰め', row["source_note"])
    text = heading[1].replace("△", "") if heading else row["constant"]
    if heading or "*****" in text or "(" in text:
        return None, text.replace("*****", "*+")
    return text or None, None


def expected_flags(row: dict[str, str]) -> set[str]:
    return {flag.partition(":")[0] for flag in row["flags"].split(";") if flag}


def test_every_specified_field_is_in_a_layout_exactly_as_specified():
    rows = specified_rows()
    assert len(rows) == 299
    for row in rows:
        layout = layout_of(row)
        field = layout.field(int(row["item"]))
        found = (layout.record, field.section, field.name, field.attr, field.length, field.offset)
        assert found == (
            row["record"],
            row["section"],
            row["name"],
            row["attr"],
            int(row["bytes"]),
            int(row["offset"]),
        )
        assert field.picture == (row["picture"] or None), row
        assert (field.constant, field.pattern) == expected_constant(row), row
        assert set(field.flags) == expected_flags(row), row
        assert field.source == f"N 別紙{row['table']} item {row['item']}"


def test_the_layouts_hold_no_field_beyond_the_table_but_the_inferred_titles():
    layouts = load_layouts(resource("layouts"))
    assert sum(len(layout.fields) for layout in layouts if layout.status == "specified") == 299
    inferred = [layout for layout in layouts if layout.status == "inferred"]
    assert Counter((layout.scheme, layout.record) for layout in inferred) == {
        ("kounen", "title"): 1,
        ("senpo", "title"): 1,
    }


def test_the_inferred_title_fills_160_bytes_with_the_known_items():
    for scheme, form_code in (("kounen", "25012"), ("senpo", "45008")):
        title = count_layouts(scheme)["01"]
        assert title.field(2).constant == form_code
        items = [field for field in title.fields if field.constant not in (";", "CRLF")]
        assert [field.length for field in items] == [5, 2, 4, 42, 52, 25, 5, 1, 14]
        assert title.fields[-1].end == COUNT_LENGTH


def test_each_file_has_its_record_types():
    for scheme in ("kounen", "senpo"):
        assert {code: layout.record for code, layout in notice_layouts(scheme).items()} == {
            "00": "extract",
            "01": "detail",
            "02": "office_total",
        }
        assert set(count_layouts(scheme)) == {"01", "02", "03"}
        assert {layout.length for layout in notice_layouts(scheme).values()} == {NOTICE_LENGTH}


def test_every_picture_is_as_wide_as_its_field_and_can_be_read():
    for layout in load_layouts(resource("layouts")):
        for field in layout.fields:
            if field.picture is not None:
                assert len(field.picture) == field.length, field
            if field.picture not in (None, "XXX-XXXX"):
                assert read(b" " * field.length, field.picture).status == "blank"


def test_every_run_of_asterisks_of_the_specification_is_open_in_its_length():
    starred = [row for row in specified_rows() if "*****" in row["source_note"]]
    assert len(starred) == 22
    for row in starred:
        field = layout_of(row).field(int(row["item"]))
        assert "may_be_asterisks" in field.flags or "*+" in (field.pattern or ""), row


def test_a_frame_of_asterisks_is_no_text_and_a_heading_is():
    layout = notice_layouts("kounen")["02"]
    texts = [field.item for field in layout.fields if field.is_text]
    assert texts == [13, 15, 17, 21, 25, 29, 33, 38]


def test_a_field_is_found_by_item_and_by_byte():
    layout = notice_layouts("kounen")["01"]
    assert layout.field(34).name == "合計額"
    assert layout.field(34).span == slice(143, 159)
    assert [layout.at(offset).item for offset in (142, 143, 158, 159)] == [33, 34, 34, 37]
    with pytest.raises(KeyError):
        layout.field(9999)
    for outside in (-1, NOTICE_LENGTH):
        with pytest.raises(IndexError):
            layout.at(outside)


def changed(layout: RecordLayout, position: int, **values: object) -> RecordLayout:
    fields: list[Field] = list(layout.fields)
    fields[position] = replace(fields[position], **values)
    return replace(layout, fields=tuple(fields))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"offset": 6}, "項目5.*すき間"),
        ({"offset": 4}, "項目5.*重なり"),
        ({"length": 0}, "項目5.*長さがありません"),
        ({"length": 3}, "項目6.*重なり"),
        ({"length": 1}, "項目6.*すき間"),
        ({"item": 4}, "二度"),
        ({"constant": "21", "pattern": "*+"}, "項目5.*constant と pattern"),
    ],
)
def test_a_layout_with_a_faulty_field_is_refused(values: dict[str, object], message: str):
    with pytest.raises(KenpanError, match=message):
        verify_layout(changed(notice_layouts("kounen")["00"], 2, **values), "broken.toml")


def test_a_layout_that_ends_early_or_has_another_length_is_refused():
    layout = notice_layouts("kounen")["00"]
    with pytest.raises(KenpanError, match="661 バイトで終わり"):
        verify_layout(replace(layout, fields=layout.fields[:-1]), "broken.toml")
    with pytest.raises(KenpanError, match="979"):
        verify_layout(replace(layout, length=979), "broken.toml")


def test_a_faulty_layout_file_is_named(tmp_path: Path):
    text = resource("layouts", "kounen_extract.toml").read_text(encoding="utf-8")
    for broken in (text.replace('attr = "9", ', "", 1), text.replace("length = 980", "length ="), text[:-40]):
        assert broken != text
        (tmp_path / "kounen_extract.toml").write_text(broken, encoding="utf-8")
        with pytest.raises(KenpanError, match=r"kounen_extract\.toml"):
            load_layouts(tmp_path)
