"""A page like one before is told in the very words in which it would be told by itself."""

from app.proof.printed import page_reading
from app.proof.printed.documents import open_document
from app.proof.printed.page_reading import full_page
from app.proof.printed.reading import code_places
from tests.proof.printed.test_two_ways import LIES


def test_a_page_that_is_like_one_before_is_told_as_by_itself(press_of, monkeypatch):
    press = press_of("fold")
    lies = LIES[::2]
    job = press.print(len(lies) + 4, defects=[f"lies/{lie}@front.charge.total" for lie in lies])
    (path,) = press.files(job)
    places, document = code_places(press.form), open_document(str(path))
    again, used = page_reading._Page._again, []
    monkeypatch.setattr(page_reading._Page, "_again", lambda *own: used.append(again(*own)) or used[-1])
    told = [full_page(document, str(path), number, places) for _ in range(2) for number in range(len(document))]
    assert sum(one is not None for one in used) > len(document) // 2
    monkeypatch.setattr(page_reading, "like", lambda *_: None)
    alone = [full_page(document, str(path), number, places) for number in range(len(document))]
    assert told == alone + alone


def test_ink_elsewhere_than_in_new_text_sends_a_page_to_be_looked_at_whole(press_of, monkeypatch):
    press = press_of("fold")
    (path,) = press.files(press.print(2))
    places, document = code_places(press.form), open_document(str(path))
    first = full_page(document, str(path), 0, places)
    shown = page_reading.Drawing.grey

    def specked(self, dpi):
        grey = shown(self, dpi)
        grey[5, 5] = 0
        return grey

    monkeypatch.setattr(page_reading.Drawing, "grey", specked)
    whole, looked = page_reading._Page._whole, []
    monkeypatch.setattr(page_reading._Page, "_whole", lambda *own: looked.append(1) or whole(*own))
    assert full_page(document, str(path), 0, places) == first
    assert looked == [1]
