"""A measured form as files: what is written is read again, and what is wrong is told in Japanese, with its file."""

import pytest

from app.errors import KenpanError
from app.proof.printed.basis import form_hash
from app.sheet.forms import load_form
from app.sheet.measured_file import (
    in_order,
    measured_files,
    packed,
    read_measured,
    read_measured_folder,
    read_packed,
)
from app.sheet.measured_form import (
    Background,
    MeasuredBlock,
    MeasuredCode,
    MeasuredForm,
    MeasuredItem,
    MeasuredPage,
    MeasuredPanel,
    Placement,
    Zone,
)
from app.sheet.model import Rect


def item(item_id, align="left", **other):
    return MeasuredItem(item_id, align, 105.25, 67.5, 10.5, font="IPAMincho", spread_mm=0.08, **other)


FRONT = MeasuredPanel(
    "front",
    "kounen",
    210.0,
    115.0,
    (
        MeasuredBlock((item("front.charge.total", "right", left_out=frozenset({"円"}), before="¥ ", blanks=False),),
                      Rect(90.0, 44.5, 194.0, 51.0)),
        MeasuredBlock((item("front.issued", pitch=4.2, least_pt=6.0, columns=True),), Rect(10.0, 80.0, 90.0, 90.5)),
    ),
    (MeasuredCode("front.piece_id", "qr", Rect(-1.5, 97.5, 208.2, 106.9), "{letter}{record:07}"),),
    Background(
        frozenset({("告", 120, 56), ("\"", 150, 56), ("\\", 180, 56), ("\x7f", -20, 57)}),
        frozenset({("fill-path", 100, 200, 1980, 200)}),
    ),
    ("front.page_no",),
)  # fmt: skip
SHEET = MeasuredPanel(
    "sheet",
    "kounen",
    210.0,
    115.0,
    (MeasuredBlock((item("sheet.postal"), item("sheet.address_1")), Rect(99.5, 60.0, 160.0, 110.0)),),
)
FORM = MeasuredForm(
    (MeasuredPage(210.0, 230.0, (Placement("front", 0.0, 0.0), Placement("sheet", 0.0, 115.0, True, 1)), 0),),
    {("front", "kounen"): FRONT, ("sheet", "kounen"): SHEET},
    apart=True,
    glyphs={"a" * 64: "髙"},
    zones=(Zone("折り目", "折りの線", "front", Rect(0.0, 1.0, 2.0, 3.0)),),
    source="印刷.pdf　40 頁から",
)


def test_what_is_written_is_read_again_and_has_the_same_hash(tmp_path):
    files = measured_files(FORM)
    assert list(files) == ["print.toml", "layout1.toml"]
    for name, raw in files.items():
        (tmp_path / name).write_bytes(raw)
    read = read_measured_folder(tmp_path)
    assert (read, read.source) == (in_order(FORM), FORM.source)
    assert form_hash(read) == form_hash(FORM) == form_hash(read_packed(packed(files)))
    text = files["layout1.toml"].decode("utf-8")
    assert all(said in text for said in ('status = "measured"', "spread_mm = 0.08", 'unplaced = ["front.page_no"]'))


def test_another_place_spread_or_item_without_a_place_is_another_form():
    raw = measured_files(FORM)["layout1.toml"].decode("utf-8")
    hashes = {form_hash(FORM)}
    for old, new in (("105.25", "105.26"), ("spread_mm = 0.08", "spread_mm = 0.09"), ('["front.page_no"]', "[]")):
        assert old in raw
        files = {**measured_files(FORM), "layout1.toml": raw.replace(old, new, 1).encode("utf-8")}
        hashes.add(form_hash(read_measured(files)))
    assert len(hashes) == 4


WRONG = [
    ("layout1.toml", 'status = "measured"', 'status = "draft"', "「status」に使えるのは measured です"),
    ("layout1.toml", "layout_no = 1", "layout_no = 2", "ファイル名の番号と違います"),
    ("layout1.toml", '"front.charge.total"', '"front.charge.totl"', "という項目はありません"),
    ("layout1.toml", '"front.issued"', '"front.charge.total"', "二か所にあるか、別の面にあります"),
    ("layout1.toml", '["front.page_no"]', '["sheet.postal"]', "二か所にあるか、別の面にあります"),
    ("layout1.toml", 'align = "right"', 'align = "up"', "「align」に使えるのは"),
    ("layout1.toml", "spread_mm = 0.08", "spread = 0.08", "「spread」は知らない項目です"),
    ("layout1.toml", "size = [210.0, 115.0]", "size = [210.0]", "2 個の数を並べて"),
    ("layout1.toml", "lefts = [12.0, 15.0, 18.0]", "lefts = [12.0, 15.0]", "「lefts」の数が違います"),
    ("layout1.toml", 'page = "sheet"\nsize', 'page = "back"\nsize', "「sheet」の面（panels）がありません"),
    ("layout1.toml", "rect = [90.0, 44.5", "rect = [990.0, 44.5", "[左, 上, 右, 下] の順に"),
    ("layout1.toml", 'kind = "qr"', 'kind = "qrr"', "「kind」に使えるのは"),
    ("print.toml", 'reason = "折りの線"', 'reason = " "', "「reason」が空です"),
    ("print.toml", "placements = [", "placements = [] #", "頁の大きさか、頁にある面がありません"),
    ("print.toml", "apart = true", "apart = 1", "「apart」は true か false"),
    ("print.toml", "apart = true", "apart = tru", "TOML ではありません"),
]


@pytest.mark.parametrize(("name", "old", "new", "told"), WRONG)
def test_what_is_wrong_is_told_with_file_and_what_to_do(name, old, new, told):
    files = measured_files(FORM)
    text = files[name].decode("utf-8")
    assert old in text
    with pytest.raises(KenpanError) as caught:
        read_measured({**files, name: text.replace(old, new, 1).encode("utf-8")})
    assert (caught.value.code, caught.value.file) == ("form.invalid", name)
    assert told in caught.value.what


def test_a_measured_form_is_not_set_as_the_form_that_is_printed(tmp_path):
    """It describes the print and does not change it: it is approved as a reference instead."""
    for name, raw in measured_files(FORM).items():
        (tmp_path / name).write_bytes(raw)
    with pytest.raises(KenpanError) as caught:
        load_form(1, tmp_path)
    assert "実測様式" in caught.value.what and "参照として承認" in caught.value.next_step


def test_a_folder_without_a_measured_form_says_so(tmp_path):
    with pytest.raises(KenpanError) as caught:
        read_measured_folder(tmp_path)
    assert (caught.value.file, caught.value.code) == (tmp_path.name, "form.invalid")
    (tmp_path / "measured.json").write_text("{}", encoding="utf-8")
    with pytest.raises(KenpanError) as caught:
        read_measured_folder(tmp_path)
    assert "測り直してください" in caught.value.what
