"""What a page says is what an eye sees: files that lie about their text, fonts that nobody knows, pictures."""

from dataclasses import replace

import pymupdf
import pytest

from app.delivery.fund import take_in
from app.delivery.intake.run import read_batch
from app.delivery.looking import pages_to_see
from app.sheet.fonts import load_fonts
from app.signoff import form_batches
from app.training.delivery.pages import painted
from tests.delivery.houses import NAMES, ONE, OTHER, refusal
from tests.delivery.strange_forms import changed, in_font, lying, sheet

PERIOD = "2026-11"
RULES = {"delivery.missing", "delivery.roster"}
"""What is found in one form by itself, without a list."""


def read(tmp_path, raw):
    path = tmp_path / "forms.pdf"
    path.write_bytes(raw)
    return read_batch([path], PERIOD, NAMES, None, load_fonts())


def rules(intake):
    return {one.rule for one in intake.findings} - RULES


def test_a_known_font_is_read_by_its_shapes_whatever_the_file_says(tmp_path):
    raw = painted([sheet(OTHER)])
    swaps = dict(zip("試験商事2", "見本製作1", strict=True))
    lie = lying(raw, swaps)
    with pymupdf.open(stream=lie, filetype="pdf") as document:
        assert "見本製作" in document[0].get_text() and "試験商事" not in document[0].get_text()
    truth, told = read(tmp_path, raw), read(tmp_path, lie)
    assert rules(truth) == rules(told) == set() and told.doubtful == ()
    assert {one.establishment for one in told.documents} == {OTHER}


@pytest.mark.parametrize("told", ["鯖", " ", "\u3000"])
def test_a_shape_that_no_name_or_label_has_waits_for_an_eye(tmp_path, told):
    lie = lying(painted([sheet(ONE, ("00100001", "見本太郎", "鰯"))]), {"鰯": told})
    found = read(tmp_path, lie)
    assert rules(found) == {"delivery.unproved"}
    ((sha256, page, why),) = found.doubtful
    assert (sha256, page, why) == (found.documents[0].sha256, 0, "書体")


def test_one_character_of_a_hundred_is_enough(tmp_path):
    rows = [(f"001{at:05}", "見本太郎", "該当") for at in range(1, 30)]
    lie = lying(painted([sheet(ONE, *rows, ("00100099", "見本太郎", "鰯"))]), {"鰯": "1"})
    assert [one.why for one in read(tmp_path, lie).doubtful] == ["書体"]


@pytest.mark.parametrize("swaps", [{}, {"見": "試"}])
def test_a_font_that_nobody_knows_waits_for_an_eye_true_or_not(tmp_path, swaps):
    raw = lying(in_font("japan"), swaps)
    found = read(tmp_path, raw)
    assert [one.why for one in found.doubtful] == ["書体"]
    assert rules(found) == {"delivery.unproved"} | ({"delivery.name"} if swaps else set())


def draw(kind):
    def change(document):
        page = document[0]
        if kind == "image":
            grey = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 40, 20))
            grey.clear_with(120)
            page.insert_image(pymupdf.Rect(200, 500, 260, 530), pixmap=grey)
        elif kind == "curve":
            page.draw_circle((200, 500), 8)
        elif kind == "oblique":
            page.draw_line((200, 500), (206, 507))
        elif kind == "pieces":
            for at in range(20):
                page.draw_rect(pymupdf.Rect(200 + 6 * at, 500, 204 + 6 * at, 504), fill=(0, 0, 0))
        else:
            for at in range(6):
                page.draw_line((60, 500 + 20 * at), (400, 500 + 20 * at))
            page.draw_rect(pymupdf.Rect(60, 500, 400, 600))

    return change


@pytest.mark.parametrize(
    ("kind", "why"), [("image", "画像"), ("curve", "画像"), ("oblique", "画像"), ("pieces", "画像"), ("table", "")]
)
def test_what_is_drawn_and_could_say_something_waits_for_an_eye_and_a_table_does_not(tmp_path, kind, why):
    found = read(tmp_path, changed(painted([sheet()]), draw(kind)))
    assert [one.why for one in found.doubtful] == ([why] if why else [])


def test_nobody_signs_before_the_page_was_looked_at(pair, tmp_path):
    found = read(tmp_path, in_font("japan"))
    found = replace(found, findings=tuple(one for one in found.findings if one.severity == "warning"))
    desk = pair.fund.desk()
    batch = take_in(desk, found, "0.1.0")
    sign = (pair.fund.by, "kensa-1", form_batches.sign_batch, batch, [ONE], "")
    assert refusal(*sign) == "batch.unseen"
    (page,) = pages_to_see(desk, batch, load_fonts())
    assert page.establishments == (ONE,) and not page.seen and "中断者一覧表" in page.lines
    pair.fund.by("kensa-2", form_batches.look_at, batch, [page.key], "")
    assert refusal(pair.fund.by, "kensa-2", form_batches.look_at, batch, [(page.sha256, 7)], "") == "batch.looked"
    assert pages_to_see(desk, batch, load_fonts())[0].seen == "検査員２"
    assert refusal(*sign) == ""
    assert pair.fund.is_sound()
