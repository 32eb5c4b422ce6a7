"""Sealed envelopes: what their windows show is judged like paper, and what they hide is never called right."""

from dataclasses import replace

import cv2
import numpy as np
import pymupdf
import pytest

from app.errors import KenpanError
from app.month.printed.captured import captures_in_hand, with_alike
from app.month.printed.compared import page_source
from app.proof.captures.model import PoorCaptureError
from app.proof.captures.opening import opened
from app.proof.captures.run import compare_captures, pieces_of, side_finder
from app.proof.captures.sealed import Pieces, SealedJudge
from app.proof.printed.expected import expectation_of
from app.sheet.model import Rect
from app.sheet.place import place
from app.training.printing.sealed import SlideAt, sealed_job
from tests.proof.captures.planting import Planter

DPI = 200
ADDRESS = ("sheet.postal", "sheet.address_1", "sheet.address_2", "sheet.address_3")
RIGHT, SWAPPED, COVERED = range(3)
SLIDES = (SlideAt(1.0, 0.0, 0.6), SlideAt(0.1, 0.9, -0.8), SlideAt(0.0, 1.0, 0.3))


def images_of(sealed):
    document = pymupdf.open(stream=sealed.file.data)
    for page in document:
        raw = document.extract_image(page.get_images()[0][0])["image"]
        yield cv2.imdecode(np.frombuffer(raw, np.uint8), cv2.IMREAD_GRAYSCALE)


def with_address_of(sheet, other):
    """A sheet with the address of another one above its own name and barcode."""
    own, wrong = sheet.page("sheet"), other.page("sheet")
    items = (
        *(item for item in own.items if item.id not in ADDRESS),
        *(item for item in wrong.items if item.id in ADDRESS),
    )
    pages = tuple(replace(page, items=items) if page.name == "sheet" else page for page in sheet.pages)
    return replace(sheet, pages=pages)


@pytest.fixture(scope="module")
def chosen(bench, planter):
    """Three notices of different addresses, each with a customer barcode."""
    return [one for one in expectation_of(bench).all()[::9] if planter.sheet(one).barcode is not None][:3]


@pytest.fixture(scope="module")
def envelopes(planter, chosen):
    """One that is right, upside down; one with a foreign address; one with a label on the end of its barcode."""
    sheets = [planter.sheet(one) for one in chosen]
    sheets[SWAPPED] = with_address_of(sheets[SWAPPED], sheets[RIGHT])
    sealed = sealed_job(planter.job(sheets), dpi=DPI, grade="low", slides=SLIDES)
    images = list(images_of(sealed))
    images[RIGHT] = np.ascontiguousarray(images[RIGHT][::-1, ::-1])
    bars = planter.sheet(chosen[COVERED]).barcode.rect
    own = sealed.sealed[COVERED]
    end = own.on_envelope(bars._replace(x0=bars.x1 - 6.0, x1=bars.x1 + 3.0).grown(2.0))
    corner, foot = (tuple(map(round, own.affine.pixel(x, y))) for x, y in ((end.x0, end.y0), (end.x1, end.y1)))
    cv2.rectangle(images[COVERED], corner, foot, 90, -1)
    return images


@pytest.fixture(scope="module")
def paths(envelopes, tmp_path_factory):
    folder = tmp_path_factory.mktemp("envelopes")
    paths = [folder / f"{number}.png" for number in range(len(envelopes))]
    for path, image in zip(paths, envelopes, strict=True):
        cv2.imwrite(str(path), image)
    return paths


@pytest.fixture(scope="module")
def result(child, planter, bench, chosen, paths):
    held = bench.equipment
    return compare_captures(
        paths,
        planter.sides,
        expectation_of(bench),
        side_finder(expectation_of(bench), planter.sides, planter.sheet),
        wanted=chosen,
        barcode=held.barcode.size,
        judge=planter.judge,
        envelope=held.envelope,
    )


def rules(result, number):
    return {(one.rule, one.item) for one in result.findings if one.page == number}


def test_each_envelope_is_known_for_its_notice(result, chosen):
    assert not result.unreadable
    assert not [one for one in result.findings if one.page is None], "one that was taken for another would be missing"


def test_what_windows_show_of_a_right_piece_is_judged_right(result):
    assert rules(result, RIGHT) == set()
    assert result.verdicts["same"] > 150


def test_a_wrong_address_is_found_though_the_barcode_is_right(result):
    found = rules(result, SWAPPED)
    assert ("print.changed", "sheet.address_1") in found
    assert not any(item in ("sheet.barcode", "sheet.name_1") for _, item in found)


def test_a_barcode_that_is_partly_hidden_is_found_and_not_judged(result):
    assert ("print.hidden", "sheet.barcode") in rules(result, COVERED)
    assert rules(result, COVERED) <= {("print.hidden", "sheet.barcode"), ("print.hidden", "sheet.name_1")}


def test_what_no_window_shows_is_told_as_not_judged_and_nothing_is_matched(result, chosen):
    told = result.as_json()
    sealed = told["captures"]["sealed"]
    assert {"side": "sheet", "item": "sheet.piece_id", "envelopes": len(chosen)} in sealed["unseen"]
    assert {"side": "sheet", "item": "sheet.barcode", "envelopes": 1} in sealed["unseen"]
    assert sealed["sides"] == ["front", "back"]
    assert (told["records"], told["matched"]) == (len(chosen), 0)


def test_an_envelope_is_shown_upright_with_what_it_hides_in_grey_beside_the_data(planter, bench, result, paths, chosen):
    one = captures_in_hand(paths, result, chosen)
    with page_source(bench, one) as source:
        source._judge = planter.judge
        page, pair, _ = source.shown(RIGHT)
    assert {side.own for side in page.sides} == {chosen[RIGHT]}
    seen = {(one.text, one.item): one.rect for one in page.expected}
    assert not any(item == "sheet.piece_id" for _, item in seen)
    assert pair.printed.shape == pair.expected.shape and page.height < 150, "the address side alone"
    x0, y0, x1, y1 = (
        round(value * pair.dpi / 25.4) for value in next(r for (_, item), r in seen.items() if item in ADDRESS)
    )
    assert pair.printed[y0:y1, x0:x1].min() < 120 > pair.expected[y0:y1, x0:x1].min()
    assert pair.expected[2, 2, 0] not in (0, 255), "not said to be blank paper"
    assert (pair.difference[:20] == 255).all(), "where nothing is seen nothing differs"


def test_what_was_decided_of_sealed_envelopes_is_of_their_own_thresholds(result, paths, chosen):
    one = captures_in_hand(paths, result, chosen)
    assert with_alike(one, ["ぺペ"]).table["captures"]["alike"] == ["ぺペ"]
    told = one.table["captures"]
    with pytest.raises(KenpanError, match="判定の基準"):
        with_alike(replace(one, table={**one.table, "captures": {k: v for k, v in told.items() if k != "sealed"}}), [])


def test_a_capture_without_windows_is_refused(bench, envelopes):
    noise = np.random.default_rng(1).normal(150, 25, envelopes[RIGHT].shape)
    plain = np.clip(cv2.GaussianBlur(noise, (0, 0), 2) * 1.2, 0, 255).astype(np.uint8)
    with pytest.raises(PoorCaptureError, match="窓が見つかりません"):
        opened(plain, bench.equipment.envelope)


def test_a_white_envelope_is_refused_with_the_reason(bench, envelopes):
    image = envelopes[RIGHT]
    white = np.where((image > 100) & (image < 190), 238, image).astype(np.uint8)
    with pytest.raises(PoorCaptureError, match="白い封筒"):
        opened(white, bench.equipment.envelope)


def test_a_barcode_that_was_misread_leads_to_the_nearest_one_alone(bench, chosen):
    known = pieces_of(expectation_of(bench), chosen)
    bars, pieces = next((bars, own) for bars, own in known.bars.items() if len(own) == 1)
    wrong = bars[:20] + "T" + bars[21:]
    assert known.near(bars) == known.near(wrong) == pieces
    assert not known.near("F" * len(bars)), "too far from any"
    two = Pieces(["A", "B"], {"FFTT": ["A"], "TTFF": ["B"]}, {"A", "B"})
    assert not two.near("FTFT"), "as near to both"
    assert list(two.after("A")) == ["B", "A"]


def test_a_piece_code_in_a_window_tells_whose_it_is_and_is_judged(bench, planter, chosen):
    """On a form that has it above the address; the customer barcode is under a label."""
    held, notice = bench.equipment, chosen[RIGHT]
    forms = {number: with_code_in_window(form) for number, form in held.forms.items()}
    press = Planter(bench, forms, planter.judge)
    content = bench.content(*notice)
    sheet = press._sheets[notice] = place(content, forms[content.layout_no], held.fonts, held.barcode.size)
    sealed = sealed_job(press.job([sheet]), dpi=DPI, grade="low", slides=(SlideAt(0.0, 1.0),))
    (image,), own = images_of(sealed), sealed.sealed[0]
    label = own.on_envelope(sheet.barcode.rect.grown(2.0))
    corner, foot = (tuple(map(round, own.affine.pixel(x, y))) for x, y in ((label.x0, label.y0), (label.x1, label.y1)))
    cv2.rectangle(image, corner, foot, 90, -1)
    known = pieces_of(expectation_of(bench), chosen)
    judged = SealedJudge(press.judge, held.envelope, held.barcode.size, known).judged(image, press.side_of)
    assert judged.side.notice == notice
    assert judged.codes == {"sheet.piece_id": content.piece_id}
    assert ("sheet.barcode", True) in {(one.item, one.must) for one in judged.unseen}
    assert {one.verdict for one in judged.boxes} == {"same"}


def with_code_in_window(form):
    """The form with the piece code of its address side where the address window shows it."""
    at = Rect(104.0, 62.2, 176.0, 66.6)
    return replace(form, pieces=tuple(replace(one, bars=at) if one.page == "sheet" else one for one in form.pieces))
