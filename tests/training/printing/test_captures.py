"""Captures lie where the truth says, and are as bad as was asked for."""

import cv2
import numpy as np
import pytest
import zxingcpp

from app.errors import KenpanError
from app.sheet.customer_bars import barcode_size
from app.training.printing.captures import capture_job
from app.training.printing.job import print_month
from app.training.printing.scanner import capture_grade, grade_names
from app.training.printing.sealed import SlideAt, sealed_job
from tests.captured import captured_images


@pytest.fixture(scope="module")
def job(bench):
    return print_month(bench, "fold", selection=1)


def rectified(image, captured, rect, dpi=200):
    """A rectangle of the page (mm), upright again."""
    scale = 25.4 / dpi
    size = (round(rect.width / scale), round(rect.height / scale))
    a, b, c, d, e, f = captured.affine
    matrix = np.array([[a * scale, b * scale, 0], [d * scale, e * scale, 0]])
    matrix[0, 2] = a * (rect.x0 + scale / 2) + b * (rect.y0 + scale / 2) + c - 0.5
    matrix[1, 2] = d * (rect.x0 + scale / 2) + e * (rect.y0 + scale / 2) + f - 0.5
    return cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)


@pytest.mark.parametrize(("grade", "upside_down"), [("low", False), ("mid", True), ("hard", False)])
def test_print_lies_where_the_transform_says(job, grade, upside_down):
    captured = capture_job(job, dpi=200, grade=grade, pages=[0], upside_down=upside_down)
    (image,) = captured_images(captured)
    (one,) = captured.captures
    plain = capture_job(job, dpi=200, grade="low", pages=[0])
    (other,) = captured_images(plain)
    for item_id in ("front.charge.total", "front.issued", "sheet.office_phone", "sheet.postal"):
        item = next(panel for panel in job.pages[0].panels if panel.side == item_id.split(".")[0]).item(item_id)
        seen = rectified(image, one, item.rect.grown(1.0)).astype(np.float32)
        clean = rectified(other, plain.captures[0], item.rect.grown(1.0)).astype(np.float32)
        likeness, moved = cv2.findTransformECC(clean, seen, np.eye(2, 3, dtype=np.float32), cv2.MOTION_TRANSLATION)
        assert np.hypot(*moved[:, 2]) < 0.15
        assert likeness > 0.9


def test_the_worse_the_grade_the_noisier_the_paper(job):
    spreads = []
    for grade in grade_names():
        captured = capture_job(job, dpi=150, grade=grade, pages=[1])
        (image,) = captured_images(captured)
        empty = rectified(image, captured.captures[0], job.pages[1].leaves[0]._replace(y1=60.0).grown(-10.0))
        spreads.append(float((empty.astype(np.float32) - cv2.GaussianBlur(empty, (0, 0), 3)).std()))
    assert spreads == sorted(spreads)
    assert spreads[-1] > 2 * spreads[0]


def test_a_capture_stays_within_its_grade(job):
    grade = capture_grade("hard")
    for one in capture_job(job, dpi=100, grade="hard", seed=5).captures:
        assert abs(one.sight.skew_deg) <= grade.skew_deg
        assert grade.noise[0] <= one.sight.noise <= grade.noise[1]


@pytest.mark.parametrize("form", ["pdf", "tiff", "png"])
def test_every_form_gives_back_images_of_the_told_size(job, form):
    captured = capture_job(job, dpi=100, grade="mid", form=form)
    images = list(captured_images(captured))
    assert [image.shape[::-1] for image in images] == [(one.width, one.height) for one in captured.captures]
    assert [one.page for one in captured.captures] == [0, 1]
    assert len(captured.files) == (2 if form == "png" else 1)


def test_the_same_seed_gives_the_same_images(job):
    first, second = (capture_job(job, dpi=100, grade="hard", pages=[0]) for _ in range(2))
    assert first.files == second.files
    assert capture_job(job, dpi=100, grade="hard", pages=[0], seed=2).files != first.files


def test_a_sheet_of_two_notices_is_captured_as_two_papers(bench):
    job = print_month(bench, "two_up", selection=2)
    captured = capture_job(job, dpi=150, grade="low", pages=[0])
    images = list(captured_images(captured))
    codes = [sorted({code.text for code in zxingcpp.read_barcodes(image)}) for image in images]
    fronts = [panel for panel in job.pages[0].panels if panel.side == "front"]
    assert codes == [[panel.item("front.piece_id").printed] for panel in fronts]


def test_the_back_shows_through_mirrored(job):
    code = job.pages[1].panels[0].item("back.piece_id").rect
    width = job.pages[0].width
    mirrored = code._replace(x0=width - code.x1, x1=width - code.x0)
    free = mirrored.moved(-60.0, 0.0)
    darker = []
    for seed in range(1, 4):
        captured = capture_job(job, dpi=150, grade="hard", pages=[0], seed=seed)
        (image,) = captured_images(captured)
        one = captured.captures[0]
        darker.append(rectified(image, one, free).mean() - rectified(image, one, mirrored).mean())
    assert np.mean(darker) > 3


@pytest.mark.parametrize(("given", "code"), [({"dpi": 50}, "capture.dpi"), ({"grade": "none"}, "capture.grade")])
def test_what_no_scanner_does_is_refused(job, given, code):
    with pytest.raises(KenpanError) as refused:
        capture_job(job, **given)
    assert refused.value.code == code


def test_an_envelope_shows_the_address_where_the_insert_has_slid(bench):
    job = print_month(bench, "turned", selection=1)
    slides = (SlideAt(0.0, 0.0), SlideAt(1.0, 1.0))
    for slide in slides:
        sealed = sealed_job(job, dpi=200, grade="low", slides=(slide,))
        (one,) = sealed.sealed
        assert one.lies[4:6] == pytest.approx((slide.x * 20.0, slide.y * 5.0))
        for item_id in ("sheet.postal", "sheet.barcode"):
            assert one.visible(one.panel.item(item_id).rect)
        assert not one.visible(one.panel.item("sheet.piece_id").rect)
        image = envelope_image(sealed)
        for item_id, dark in (("sheet.postal", True), ("sheet.piece_id", False)):
            own = one.on_envelope(one.panel.item(item_id).rect)
            seen = rectified(image, one, own)
            assert (seen.min() < 90) == dark


def envelope_image(sealed):
    import pymupdf

    document = pymupdf.open(stream=sealed.file.data)
    raw = document.extract_image(document[0].get_images()[0][0])["image"]
    return cv2.imdecode(np.frombuffer(raw, np.uint8), cv2.IMREAD_GRAYSCALE)


def test_the_layouts_print_a_permitted_barcode():
    from app.training.printing.layout import layout_names, print_layout

    for name in layout_names():
        layout = print_layout(name)
        places = [block.barcode for block in layout.blocks if block.barcode] + (
            [layout.barcode] if layout.barcode else []
        )
        assert places
        assert all(barcode_size(place.size_pt, place.pitch_mm).width_mm < 60 for place in places)
