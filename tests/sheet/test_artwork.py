"""A 版下 PDF is whole and what it must be, or it is refused by name; none is drawn in part."""

import random
import shutil
import zlib

import pymupdf
import pytest

from app.errors import KenpanError
from app.resources import resource
from app.sheet import artwork
from app.sheet.artwork import read_artwork
from app.sheet.foreign_pdf import fault_of
from app.sheet.forms import load_form
from app.sheet.mupdf_lock import MUPDF
from tests.rows import each_row

PT = 72 / 25.4
PANELS = [(210.0, 115.0)] * 3
SIZES = [list(panel) for panel in PANELS]


def pdf(pages=3, width=210.0, height=115.0, **saving):
    """Wording, lines and a picture on every page."""
    with MUPDF, pymupdf.open() as document:
        for number in range(pages):
            page = document.new_page(width=width * PT, height=height * PT)
            page.insert_text((100, 50), f"artwork {number}")
            picture = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 60, 60))
            picture.clear_with(40 + number)
            page.insert_image((10, 10, 90, 90), pixmap=picture)
            page.draw_rect((200, 100, 300, 200))
        return document.tobytes(deflate=True, **saving)


@pytest.fixture(scope="module")
def good():
    return pdf()


@pytest.fixture
def read(tmp_path):
    def read_it(data):
        path = tmp_path / "hanshita.pdf"
        path.write_bytes(data)
        return read_artwork("layout1.toml", path, PANELS)

    return read_it


def refused(read, data):
    with pytest.raises(KenpanError) as caught:
        read(data)
    error = caught.value
    assert (error.code, error.file, error.place) == ("form.invalid", "layout1.toml", "background")
    assert "hanshita.pdf" in error.what
    return error.what


def test_a_sound_one_is_taken_as_it_is(read, good):
    assert read(good) == good


ENCRYPTED = {"encryption": pymupdf.PDF_ENCRYPT_AES_256, "owner_pw": "a"}
BAD = {
    "empty": (lambda: b"", "空です"),
    "no PDF": (lambda: b"hello" * 1000, "PDF ではありません"),
    "a picture": (lambda: pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 595, 325)).tobytes("png"), "PDF ではありません"),
    "encrypted": (lambda: pdf(user_pw="b", **ENCRYPTED), "暗号化"),
    "protected only from changes": (lambda: pdf(**ENCRYPTED), "暗号化"),
    "a page too few": (lambda: pdf(2), "ページが面の数"),
    "a page too many": (lambda: pdf(4), "ページが面の数"),
    "another size": (lambda: pdf(width=297), "大きさが面と合いません"),
    "huge pages": (lambda: pdf(width=5000, height=5000), "大きさが面と合いません"),
    "a header alone": (lambda: b"%PDF-1.7\n%%EOF\n", "壊れているか"),
}


@each_row("name", BAD)
def test_what_cannot_be_artwork_is_refused_with_the_reason(name, read):
    make, why = BAD[name]
    assert why in refused(read, make())


@pytest.mark.parametrize("keep", [0.05, 0.5, 0.9, 0.99])
def test_a_file_that_breaks_off_is_refused(read, good, keep):
    assert "壊れているか、途中で切れています" in refused(read, good[: int(len(good) * keep)])


def test_a_file_that_is_too_large_is_refused_unread(read, good, monkeypatch):
    monkeypatch.setattr(artwork, "MOST_BYTES", len(good))
    assert "大きすぎます" in refused(read, good + b"\n")


def test_a_page_whose_content_is_damaged_is_not_drawn_in_part(good):
    """A byte inside each packed stream: the library would draw what comes before it, and only mutter."""
    found, at = 0, 0
    while (at := good.find(b"stream\n", at) + 7) > 6:
        if good[at - 10 : at - 7] == b"end":
            continue
        spoilt = bytearray(good)
        spoilt[at + 12] ^= 0x55
        found += 1
        assert fault(bytes(spoilt)) is not None, at
    assert found > 3


def fault(data):
    """As the child would say it; an exception there is a fault too."""
    with MUPDF:
        try:
            return fault_of(data, SIZES)
        except Exception as error:
            return type(error).__name__


def test_flipped_bits_are_refused_or_change_nothing_that_is_drawn(good):
    """What passes draws as the sound one does, or another number or word that a flipped bit made: never less."""
    chance = random.Random(3)
    refused = 0
    for _ in range(60):
        spoilt = bytearray(good)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        refused += fault(bytes(spoilt)) is not None
    assert refused > 30


def test_a_bomb_is_ended_in_its_child(read, monkeypatch):
    """Zeros, packed twice: a few hundred bytes."""
    monkeypatch.setattr(artwork, "_LIMITS", artwork._LIMITS._replace(memory_mb=300, cpu_s=1))
    with MUPDF, pymupdf.open("pdf", pdf()) as document:
        page = document[0]
        inner = zlib.compress(bytes(260_000_000))
        xref = document.get_new_xref()
        document.update_object(xref, "<<>>")
        document.update_stream(xref, zlib.compress(inner), new=True, compress=False)
        document.xref_set_key(xref, "Filter", "[/FlateDecode /FlateDecode]")
        document.xref_set_key(page.xref, "Contents", f"{xref} 0 R")
        data = document.tobytes()
    assert len(data) < 20_000
    refused(read, data)


def test_the_form_that_names_it_is_refused_with_it(tmp_path, good):
    for path in resource("forms").glob("*.toml"):
        shutil.copy(path, tmp_path)
    layout = tmp_path / "layout1.toml"
    text = layout.read_text(encoding="utf-8").replace('status = "draft"', 'status = "official"\nbackground = "art.pdf"')
    layout.write_text(text, encoding="utf-8")
    (tmp_path / "art.pdf").write_bytes(good)
    assert load_form(1, tmp_path).artwork == good
    (tmp_path / "art.pdf").write_bytes(good[:-200])
    with pytest.raises(KenpanError) as caught:
        load_form(1, tmp_path)
    assert caught.value.code == "form.invalid"
