"""What a PDF carries that nobody sees on paper is named, and goes with no form that is taken out of it."""

import pymupdf
import pytest

from app.delivery.intake import child
from app.training.delivery.pages import FormRow, Sheet, painted
from tests.delivery.houses import refusal


@pytest.fixture(scope="module")
def plain():
    head = ("事業所番号", "11001")
    return painted([Sheet("中断者一覧表", head, (at, 2), [FormRow((f"0010000{at}", "見本太郎"))]) for at in (1, 2)])


def changed(raw, change):
    with pymupdf.open(stream=raw, filetype="pdf") as document:
        change(document)
        return document.tobytes()


def attach(document):
    document.embfile_add("secret.txt", "試験商事".encode())


def annotate(document):
    document[0].add_text_annot((20, 20), "試験商事")


def layer(document):
    document.add_ocg("別の層")


def script(document):
    number = document.get_new_xref()
    document.update_object(number, "<</S /JavaScript /JS (app.alert\\(1\\))>>")
    document.xref_set_key(document.pdf_catalog(), "OpenAction", f"{number} 0 R")


@pytest.mark.parametrize(
    ("change", "named"),
    [(attach, "添付ファイル"), (annotate, "注釈"), (layer, "表示の切り替わる層"), (script, "プログラム")],
)
def test_what_nobody_sees_on_paper_is_named_and_left_behind(plain, change, named):
    raw = changed(plain, change)
    assert child.look(plain)["active"] == []
    assert child.look(raw)["active"] == [named]
    taken = child.take_out(raw, [0])
    assert child.look(taken) == {"pages": 1, "repaired": False, "active": []}


def test_a_form_that_is_taken_out_holds_nothing_of_other_pages(plain):
    taken = child.take_out(changed(plain, lambda document: document.set_metadata({"title": "試験商事"})), [1])
    with pymupdf.open(stream=taken, filetype="pdf") as document:
        assert "00100002" in document[0].get_text() and document.metadata["title"] in (None, "")
        streams = [
            document.xref_stream(at) or b"" for at in range(1, document.xref_length()) if document.xref_is_stream(at)
        ]
        content = document[0].read_contents()
    assert sum(one == content for one in streams) == 1 and child.take_out(plain, [1]) == child.take_out(plain, [1])


def test_what_is_no_pdf_or_cut_off_is_refused(plain):
    assert refusal(child.look, b"no pdf") == "delivery.unreadable"
    assert refusal(child.look, plain[: len(plain) // 2]) == "delivery.unreadable" or child.look(plain[:-60])["repaired"]
