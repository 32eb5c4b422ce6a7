from collections import Counter

import pymupdf
import pytest

from app.errors import KenpanError
from app.training.printing.defects import DEFECTS, EACH, usual
from app.training.printing.job import print_month
from app.training.printing.layout import layout_names, print_layout
from app.training.printing.plan import chosen_notices, notices_of
from tests.sizes import SOAK
from tests.training.printing.paper import read_in, squeezed


@pytest.fixture(scope="module", params=layout_names() if SOAK else ["fold", "turned", "two_up"])
def job(bench, request):
    return print_month(bench, request.param, selection=40, defects=usual(print_layout(request.param)))


def places_of(job):
    """Page, side and item of each printed item, with the panel; two notices may lie on one page."""
    return {
        (page.number, panel.side, item.id, panel.file, panel.record): (panel, item)
        for page, panel in job.panels()
        for item in panel.items
    }


def place_of(defect):
    return (defect.page, defect.side, defect.item, defect.file, defect.record)


def test_every_usual_defect_is_in_the_truth_and_nothing_else_is_wrong(job):
    told = {place_of(defect) for defect in job.defects if defect.item}
    assert {defect.name for defect in job.defects} >= {"digit", "lost", "gannen", "gaiji_font", "address_swapped"}
    for key, (_, item) in places_of(job).items():
        if item.printed != item.expected:
            assert key in told


def test_what_is_told_of_a_defect_is_what_stands_on_its_page(job):
    documents = {file.name: pymupdf.open(stream=file.data) for file in job.files}
    places = places_of(job)
    for defect in job.defects:
        if defect.item is None or defect.page is None:
            continue
        page = job.pages[defect.page]
        panel, found = places.get(place_of(defect), (None, None))
        if defect.name in ("blank", "barcode_none"):
            assert found is None
            assert defect.expected
            assert defect.found == ""
        elif not defect.name.startswith("gaiji"):
            assert found.printed == defect.found
            assert (defect.found != defect.expected) == (defect.name != "moved")
        beside = defect.name in ("moved", "added") or defect.name.startswith("gaiji")
        if found is not None and found.code == "none" and not beside:
            sheet = documents[page.file_name][page.file_page]
            for run in found.runs:
                assert read_in(sheet, run.rect, panel.turned) == squeezed(run.text), defect


def test_lost_doubled_strange_and_swapped_sides_are_in_the_pages(job):
    printed = Counter((panel.file, panel.record, panel.side) for _, panel in job.panels())
    by_name = {defect.name: defect for defect in job.defects}
    lost, doubled = by_name["lost"], by_name["doubled"]
    assert not any(key[:2] == (lost.file, lost.record) for key in printed)
    assert {count for key, count in printed.items() if key[:2] == (doubled.file, doubled.record)} == {2}
    strange = job.pages[by_name["strange"].page]
    assert any(panel.record == -1 for panel in strange.panels)
    for defect in job.defects:
        if defect.name == "address_swapped":
            sheet = next(panel for panel in job.pages[defect.page].panels if panel.side == "sheet")
            fronts = [panel for _, panel in job.panels() if panel.side == "front" and panel.record == defect.record]
            assert (sheet.file, sheet.record) != (defect.file, defect.record)
            assert fronts


def test_a_shifted_address_block_moves_as_a_whole_and_its_barcode_with_it(bench):
    (notice,) = chosen_notices(bench, 1)
    right = print_month(bench, "fold", selection=[notice])
    wrong = print_month(bench, "fold", selection=[notice], defects=["address_shifted"])
    (defect,) = wrong.defects
    before, after = (
        {item.id: item.rect for _, panel in job.panels() for item in panel.items} for job in (right, wrong)
    )
    moved = {item_id for item_id in before if before[item_id] != after[item_id]}
    assert {"sheet.postal", "sheet.address_1", "sheet.name_1", "sheet.barcode"} <= moved
    assert all(not item_id.startswith(("sheet.office", "sheet.piece", "front", "back")) for item_id in moved)
    shifts = {(round(after[one].x0 - before[one].x0, 6), round(after[one].y0 - before[one].y0, 6)) for one in moved}
    assert len(shifts) == 1
    assert (defect.page, defect.side, defect.item) == (0, "sheet", None)


def test_a_layout_without_codes_is_not_asked_for_wrong_ones():
    assert "back_swapped" in usual(print_layout("panels"))
    assert not {"back_swapped", "piece_id"} & set(usual(print_layout("sides")))


def test_each_item_of_both_schemes_is_wrong_once(bench):
    job = print_month(bench, "panels", selection=70, defects=[EACH])
    wrong = Counter(defect.item for defect in job.defects)
    assert set(wrong.values()) == {1}
    notices = [bench.content(*notice) for notice in notices_of(bench)]
    printed = {item.id for content in notices for item in content.items if item.text.strip()}
    assert wrong.keys() == printed
    assert len({(defect.file, defect.record) for defect in job.defects}) == len(job.defects)


def test_a_certain_item_can_be_asked_for(bench):
    job = print_month(bench, "fold", selection=4, defects=["digit@front.charge.total", "lies/white@front.issued"])
    assert {(defect.name, defect.item) for defect in job.defects} == {
        ("digit", "front.charge.total"),
        ("lies/white", "front.issued"),
    }


@pytest.mark.parametrize("name", ["none", "lost@front.issued"])
def test_an_unknown_defect_is_refused_by_name(bench, name):
    with pytest.raises(KenpanError) as refused:
        print_month(bench, "fold", selection=2, defects=[name])
    assert refused.value.code == "print.defect"


def test_more_defects_than_notices_are_refused(bench):
    with pytest.raises(KenpanError) as refused:
        print_month(bench, "fold", selection=2, defects=["digit", "comma", "blank"])
    assert refused.value.code == "print.few"


def test_an_unknown_layout_is_refused_with_the_names_there_are(bench):
    with pytest.raises(KenpanError) as refused:
        print_month(bench, "none")
    assert refused.value.code == "print.layout"
    assert "fold" in refused.value.next_step


def test_every_defect_has_japanese_wording_and_rules_of_the_catalogue():
    for kind in DEFECTS.values():
        assert not kind.what.isascii()
        assert all(rule.startswith("print.") for rule in kind.rules)
