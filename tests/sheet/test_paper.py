"""The paper decides the panels, what slides in the envelope, what shines through and the imposed pages."""

import shutil
from pathlib import Path

import pymupdf
import pytest

from app.equipment.loading import equip
from app.errors import KenpanError
from app.resources import resource
from app.sheet.draw import Drawer
from app.sheet.envelope import analyse, load_envelope, zones
from app.sheet.form_model import Form
from app.sheet.forms import load_form
from app.sheet.model import Rect
from app.sheet.paper import Paper, load_paper
from app.sheet.place import place
from tests.sheet.contents import MAXIMAL, SHORT, content

PT = 72 / 25.4
SHORTER = resource("forms", "220mm")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the product's forms that a test may change."""
    return Path(shutil.copytree(resource("forms"), tmp_path / "forms"))


@pytest.fixture(scope="module")
def equipment():
    return equip(None, None, folder=SHORTER)


def changed(folder: Path, old: str, new: str) -> Path:
    path = folder / "paper.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def folded_at(folder: Path, height: float, fold: float) -> Paper:
    changed(folder, "height = 230.0", f"height = {height}")
    return load_paper(changed(folder, "fold = 115.0", f"fold = {fold}"))


def test_the_paper_folds_between_address_and_notice():
    paper = load_paper()
    assert (paper.width, paper.height, paper.fold, paper.status) == (210.0, 230.0, 115.0, "inferred")
    assert paper.panels == {
        "sheet": Rect(0, 0, 210, 115),
        "front": Rect(0, 115, 210, 230),
        "back": Rect(0, 115, 210, 230),
    }
    assert [(spot.panel, spot.page) for spot in paper.spots] == [("sheet", 1), ("front", 1), ("back", 2)]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('panel = "back"', 'panel = "front"', "一つずつ"),
        ("page = 2", "page = 1", "同じ場所"),
        ("page = 2", "page = 3", "page"),
        ("page = 2", "page = 1.5", "page"),
        ('half = "upper"', 'half = "left"', "half"),
        ("fold = 115.0", "fold = 230.0", "fold"),
        ("fold = 115.0", "fold = 0", "fold"),
        ("fold = 115.0", "", "fold"),
        ("width = 210.0", "width = 0", "用紙は縦横とも"),
        ("width = 210.0", "width = 210.0\nweight = 1", "weight"),
    ],
)
def test_a_paper_that_cannot_be_is_refused(folder: Path, old: str, new: str, what: str):
    with pytest.raises(KenpanError) as caught:
        load_paper(changed(folder, old, new))
    assert (caught.value.code, caught.value.file) == ("form.invalid", "paper.toml")
    assert what in caught.value.what


def test_a_form_that_does_not_fit_its_paper_is_refused(folder: Path):
    folded_at(folder, 200.0, 100.0)
    with pytest.raises(KenpanError) as caught:
        load_form(1, folder)
    assert "用紙の面の外" in caught.value.what


def test_what_slides_is_the_folded_sheet(folder: Path):
    assert load_envelope().slide.y == 5.0
    assert load_envelope(paper=folded_at(folder, 228.0, 116.0)).slide.y == 4.0


def test_a_point_of_the_panel_behind_is_seen_as_far_from_the_fold(folder: Path):
    (seal,) = load_envelope(paper=folded_at(folder, 228.0, 116.0)).show_through
    assert seal.seen_at(Rect(10, 0, 20, 6)) == Rect(10, 110, 20, 116)


def test_a_fold_that_lets_the_back_stick_out_is_refused(folder: Path):
    with pytest.raises(KenpanError) as caught:
        load_envelope(paper=folded_at(folder, 230.0, 111.0))
    assert (caught.value.code, caught.value.file) == ("envelope.invalid", "envelope.toml")
    assert "はみ出します" in caught.value.what


def test_two_forms_on_different_paper_are_refused(folder: Path):
    shutil.copy(folder / "220mm" / "paper.toml", folder / "shorter.toml")
    layout = folder / "layout2.toml"
    layout.write_text(layout.read_text(encoding="utf-8").replace('"paper.toml"', '"shorter.toml"'), encoding="utf-8")
    with pytest.raises(KenpanError) as caught:
        equip(None, None, folder=folder)
    assert caught.value.file == "shorter.toml"


# A sheet of 220 mm, as 送付物一覧 has it, from the folder that ships with the program.


def test_on_a_shorter_sheet_the_envelope_plays_more_and_everything_still_keeps_clear(equipment):
    assert equipment.problems == ()
    envelope = equipment.envelope
    assert (envelope.insert_width, envelope.insert_height) == (210.0, 110.0)
    assert (envelope.slide.x, envelope.slide.y) == (20.0, 10.0)
    assert [rule.fold_at for rule in envelope.show_through] == [110.0]
    assert zones(envelope)[0].always == Rect(102, 65, 162, 100)
    assert zones(envelope)[0].ever == Rect(82, 55, 182, 110)
    assert equipment.barcode.size is not None


@pytest.mark.parametrize("layout_no", [1, 2])
@pytest.mark.parametrize("address", [SHORT, MAXIMAL])
def test_the_windows_show_and_hide_what_they_must_of_a_shorter_sheet(equipment, layout_no, address):
    sheet = place(content(layout_no, address), equipment.forms[layout_no], equipment.fonts, equipment.barcode.size)
    assert {(page.width, page.height) for page in sheet.pages} == {(210.0, 110.0)}
    report = analyse(sheet, equipment.envelope)
    assert (report.hidden, report.exposed) == ((), ())
    assert report.barcode is not None
    assert report.barcode.ok


def test_the_form_of_the_longer_sheet_would_be_hidden_on_the_shorter_one(equipment):
    usual = equip(None, None)
    sheet = place(content(), usual.forms[1], usual.fonts, usual.barcode.size)
    assert analyse(sheet, usual.envelope).hidden == ()
    hidden = {item.id for item in analyse(sheet, equipment.envelope).hidden}
    assert hidden == {"sheet.office_address", "sheet.office_phone"}


def heights(data: bytes) -> list[float]:
    return [round(page.rect.height / PT, 3) for page in pymupdf.open(stream=data)]


def title_top(data: bytes, page: int) -> float:
    """Where the notice's title stands on a page, mm."""
    return pymupdf.open(stream=data)[page].search_for("領収済額通知書")[0].y0 / PT


def test_the_pdf_of_a_shorter_sheet_has_its_panels_and_its_imposed_pages(equipment):
    form: Form = equipment.forms[1]
    sheet = place(content(), form, equipment.fonts, equipment.barcode.size)
    drawer = Drawer(equipment.fonts, equipment.forms.values())
    alone, imposed = drawer.pdf([sheet]), drawer.pdf([sheet], imposed=True)
    assert heights(alone) == [110.0] * 3
    assert heights(imposed) == [220.0] * 2
    assert title_top(imposed, 0) == pytest.approx(110.0 + title_top(alone, 1), abs=0.01)
    picture = drawer.picture(sheet, "front", 25.4)
    assert (picture.width, picture.height) == (210, 110)
