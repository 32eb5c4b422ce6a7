"""The receipt slip on paper says in words what its code says."""

import pymupdf

from app.canonical import canonical
from app.reports.delivery_papers import receipt_pdf


def test_who_received_it_and_when_stands_on_the_slip_in_words():
    told = {"name": "検査員１", "at": "2026-11-27T15:30:05.000000Z", "terminal": "0123456789abcdef" * 4}
    slip = canonical({"slip": canonical(told), "signature": "00"})
    with pymupdf.open(stream=receipt_pdf(slip, [("対象年月", "2026年11月")])) as document:
        (page,) = document
        said = page.get_text()
    for one in ("受領した人", "検査員１", "受領日時", "2026-11-28 00:30:05 JST", "受領した端末", "0123456789abcdef"):
        assert one in said, said
