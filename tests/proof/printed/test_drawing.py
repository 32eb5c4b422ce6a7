"""A page interpreted once says what the library says of it when asked for each thing by itself."""

import numpy as np
import pymupdf
import pytest

from app.proof.printed.drawing import Drawing

STREAM = b"""q 0.5 0 0 0.5 10 20 cm 100 100 50 30 re f Q
2 w 20 300 m 200 310 l 180 340 l S
q 60 20 -10 40 200 150 cm /Im Do Q
q 40 0 0 30 100 200 cm /Mask Do Q
q 200 200 60 60 re W n /Sh sh Q
BT /F0 12 Tf 50 350 Td (12,345) Tj 3 Tr 0 -20 Td (hidden) Tj ET
"""


@pytest.fixture(scope="module")
def page():
    document = pymupdf.open()
    page = document.new_page(width=300, height=400)
    page.insert_text((10, 10), "x")
    objects = {
        "Im": "<</Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray>>",
        "Mask": "<</Type/XObject/Subtype/Image/Width 8/Height 2/BitsPerComponent 1/ImageMask true>>",
    }
    numbers = {}
    for name, text in objects.items():
        numbers[name] = document.get_new_xref()
        document.update_object(numbers[name], text)
        document.update_stream(numbers[name], b"\x00\x40\x80\xc0" if name == "Im" else b"\xaa\x55", new=True)
    shade = "<</ShadingType 2/ColorSpace/DeviceGray/Coords[200 200 260 260]/Function"
    shade += "<</FunctionType 2/Domain[0 1]/C0[0]/C1[1]/N 1>>/Extend[true true]>>"
    font = next(number for number, *_ in page.get_fonts())
    resources = f"<</Font<</F0 {font} 0 R>>/XObject<<{''.join(f'/{n} {at} 0 R' for n, at in numbers.items())}>>"
    document.xref_set_key(page.xref, "Resources", f"{resources}/Shading<</Sh {shade}>>>>")
    stream = document.get_new_xref()
    document.update_object(stream, "<<>>")
    document.update_stream(stream, STREAM, new=True)
    document.xref_set_key(page.xref, "Contents", f"{stream} 0 R")
    return document.reload_page(page)


@pytest.mark.parametrize("rotated", [0, 90])
def test_text_other_drawing_and_pixels_are_those_that_the_library_tells(page, rotated):
    page.set_rotation(rotated)
    drawing = Drawing(page, annotated=False)
    boxes = [(kind, box) for kind, box in page.get_bboxlog() if not kind.endswith("-text")]
    assert [kind for kind, _ in drawing.others] == [kind for kind, _ in boxes]
    assert {kind for kind, _ in boxes} == {"fill-path", "stroke-path", "fill-image", "fill-imgmask", "fill-shade"}
    assert np.allclose([box for _, box in drawing.others], [box for _, box in boxes], atol=1e-3)
    assert drawing.text == page.get_texttrace()
    pixels = page.get_pixmap(dpi=150, colorspace=pymupdf.csGRAY)
    assert drawing.grey(150).tobytes() == pixels.samples
    rect = pymupdf.Rect(20, 30, 90, 80)
    part = page.get_pixmap(dpi=450, colorspace=pymupdf.csGRAY, clip=rect)
    assert drawing.part(450, rect).shape == (part.height, part.width)
    page.set_rotation(0)


def test_a_field_is_told_of_and_is_no_ink(page):
    page.insert_text((10, 10), "x")
    page.add_freetext_annot(pymupdf.Rect(20, 20, 120, 60), "67,890", fontsize=12)
    drawing = Drawing(page, annotated=True)
    shown = "".join(chr(char[0]) for span in drawing.text for char in span["chars"])
    assert "67,890" in shown
    assert drawing.text == page.get_texttrace()
    plain = page.get_pixmap(dpi=150, colorspace=pymupdf.csGRAY, annots=False)
    assert drawing.grey(150).tobytes() == plain.samples
