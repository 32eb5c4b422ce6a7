"""The reference set: another version of the program is another process only if it prints otherwise."""

from dataclasses import replace

import app
from app.equipment import printer, reference_set
from app.month.parts_in_use import own_parts
from app.records.notice_file import DETAIL, notice_file
from app.resources import resource_bytes
from app.sheet import place as placing
from app.workstation.settings import Settings


def anew():
    """As another start of the program works it out."""
    return reference_set.reference_sha256.__wrapped__()


def test_the_set_is_artificial_and_of_both_schemes():
    for scheme, name in reference_set._FILES.items():
        held = notice_file(name, scheme, resource_bytes("reference", f"{scheme}.bin"))
        assert held.is_sample and (held.types == DETAIL).sum() == 4


def test_it_comes_out_the_same_every_time_and_whatever_the_month_brings(bench):
    first = anew()
    assert anew() == first == reference_set.reference_sha256()
    other = replace(bench, equipment=replace(bench.equipment, offices=None))
    parts = [{one.name: one for one in own_parts(held, Settings())}["reference_set"] for held in (bench, other)]
    assert [one.sha256 for one in parts] == [first, first]


def test_another_number_of_the_program_alone_changes_nothing(monkeypatch):
    before = anew()
    monkeypatch.setattr(app, "__version__", "9.9.9")
    assert anew() == before


def test_a_program_that_sets_a_character_elsewhere_is_found(monkeypatch):
    before, set_so = anew(), placing.place

    def shifted(content, form, fonts, size, only=None):
        sheet = set_so(content, form, fonts, size, only)
        first, *pages = sheet.pages
        at = next(number for number, item in enumerate(first.items) if item.runs)
        item = first.items[at]
        moved = replace(item, rect=item.rect.grown(0.01))
        return replace(sheet, pages=(replace(first, items=(*first.items[:at], moved, *first.items[at + 1 :])), *pages))

    monkeypatch.setattr(printer, "place", shifted)
    assert anew() != before
