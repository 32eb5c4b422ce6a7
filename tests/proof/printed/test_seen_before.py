"""A page like one before is told in the very words in which it would be told by itself."""

import cv2
import numpy as np
import pymupdf
import pytest

from app.proof.printed import page_reading
from app.proof.printed.documents import open_document
from app.proof.printed.page_reading import full_page
from app.proof.printed.reading import code_places
from app.proof.printed.same_stream import stream_look
from app.proof.printed.seen_before import PageLook
from app.proof.printed.skeleton import Cutter
from tests.proof.printed.test_two_ways import LIES


@pytest.fixture
def looked(monkeypatch):
    """How often each way of looking at a page came to a result."""
    counts = {}
    for name in ("_changed", "_again", "_whole"):
        real, counts[name] = getattr(page_reading._Page, name), 0

        def counted(*own, real=real, name=name):
            found = real(*own)
            counts[name] += found is not None
            return found

        monkeypatch.setattr(page_reading._Page, name, counted)
    page_reading._streams.clear()
    page_reading.forget()
    return counts


def test_a_page_that_is_like_one_before_is_told_as_by_itself(press_of, monkeypatch, looked):
    press = press_of("fold")
    lies = LIES[::2]
    job = press.print(len(lies) + 4, defects=[f"lies/{lie}@front.charge.total" for lie in lies])
    (path,) = press.files(job)
    places, document = code_places(press.form), open_document(str(path))
    told = [full_page(document, str(path), number, places) for _ in range(2) for number in range(len(document))]
    assert looked["_changed"] > len(document)
    monkeypatch.setattr(page_reading._streams, "of", lambda _: None)
    again = [full_page(document, str(path), number, places) for number in range(len(document))]
    assert looked["_again"] > len(document) // 2
    monkeypatch.setattr(page_reading, "like", lambda *_: None)
    alone = [full_page(document, str(path), number, places) for number in range(len(document))]
    assert told == alone + alone
    assert again == alone


def test_ink_elsewhere_than_in_new_text_sends_a_page_to_be_looked_at_whole(press_of, monkeypatch, looked):
    press = press_of("fold")
    (path,) = press.files(press.print(4))
    places, document = code_places(press.form), open_document(str(path))
    shown, drawn, specks = page_reading.Drawing.grey, page_reading.Drawing.redraw, []
    first = [full_page(document, str(path), number, places) for number in range(len(document))]
    done = looked["_changed"]

    def specked(self, dpi):
        grey = shown(self, dpi)
        grey[5, 5] = 0
        return grey

    def specked_rows(self, dpi, paper, rows):
        drawn(self, dpi, paper, rows)
        if rows:
            specks.append(rows[0][0])
            paper.grey[rows[0][0], 5] = 0

    monkeypatch.setattr(page_reading.Drawing, "redraw", specked_rows)
    assert [full_page(document, str(path), number, places) for number in range(len(document))] == first
    assert specks
    assert looked["_changed"] == done + len(document) - len(specks)
    monkeypatch.setattr(page_reading.Drawing, "grey", specked)
    monkeypatch.setattr(page_reading._streams, "of", lambda _: None)
    before = looked["_whole"]
    assert full_page(document, str(path), 1, places) == first[1]
    assert looked["_whole"] == before + 1


def test_a_picture_that_was_drawn_anew_in_places_is_the_page_before_again(press_of, looked):
    press = press_of("fold")
    (path,) = press.files(press.print(4))
    places, document = code_places(press.form), open_document(str(path))
    for number in range(len(document)):
        full_page(document, str(path), number, places)
    kept = [one.look.paper.grey for one in page_reading._streams._kept.values()]
    before = [grey.copy() for grey in kept]
    done = looked["_changed"]
    for number in range(len(document)):
        full_page(document, str(path), number, places)
    assert looked["_changed"] == done + len(document)
    assert not any(cv2.absdiff(one, other).any() for one, other in zip(before, kept, strict=True))


@pytest.mark.parametrize(
    "stream",
    [
        b"10 10 50 50 re W n BT /F 9 Tf 1 0 0 1 20 30 Tm <0001> Tj ET",  # clips
        b"BT /F 9 Tf 1 0 0 1 20 30 Tm <0001> Tj ET BT /F 9 Tf 1 0 0 1 20 80 Tm <0001> Tj ET",  # another number of spans
        b"BT /F 9 Tf 1 0 0 1 20 31 Tm <0001> Tj ET",  # another place
        b"BT /F 9 Tf 1 0 .2 1 20 30 Tm <0001> Tj ET",  # askew
        b"/P gs BT /F 9 Tf 1 0 0 1 20 30 Tm <0001> Tj ET Q",  # what it goes back to is not there
    ],
)
def test_nothing_is_known_of_a_stream_that_does_not_plainly_say_what_is_seen(stream):
    span = {"chars": [(0x31, 1, (20.0, 70.0), (20.0, 62.0, 25.0, 71.0))]}
    nothing = np.zeros((0, 4))
    look = PageLook([span], [], nothing, [], nothing, np.zeros(0), None)
    cutter = Cutter()
    plain = cutter.cut(b"BT /F 9 Tf 1 0 0 1 20 30 Tm <0001> Tj ET")
    assert stream_look(look, plain, 100.0) is not None
    assert stream_look(look, cutter.cut(stream), 100.0) is None


def test_the_same_stream_is_no_proof_where_it_refers_to_something_else(press_of, tmp_path, looked):
    press = press_of("fold")
    (path,) = press.files(press.print(2))
    document = pymupdf.open(path)
    own = document[3]
    number = int(document.xref_get_key(own.xref, "Resources")[1].split()[0])
    other = document.get_new_xref()
    document.update_object(other, document.xref_object(number))
    document.xref_set_key(own.xref, "Resources", f"{other} 0 R")
    document.save(tmp_path / "other.pdf")
    changed = open_document(str(tmp_path / "other.pdf"))
    for at in (1, 3):
        assert "unreadable" not in full_page(changed, str(tmp_path / "other.pdf"), at, code_places(press.form))
    assert looked["_changed"] == 0
