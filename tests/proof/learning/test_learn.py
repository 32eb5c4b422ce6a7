"""Learned forms against the truth of foreign prints. ``KENPAN_SOAK=1`` takes every layout, and 200 notices too."""

import json

import pymupdf
import pytest

from app.commands.main import main
from app.proof.learning.run import learn_print
from app.proof.printed.expected import expectation_of
from app.proof.printed.model import Notice
from app.proof.printed.run import compare_print
from app.sheet.measured_file import measured_files, read_measured, read_measured_folder
from app.training.printing.defects import usual
from app.training.printing.job import print_month
from app.training.printing.layout import layout_names, print_layout
from app.training.printing.plan import notices_of
from tests.proof.printed.conftest import roomy
from tests.proof.printed.forms import written
from tests.proof.printed.verdicts import wrong_verdicts
from tests.sizes import SOAK

CASES = [(layout, count) for layout in layout_names() for count in (20, 200)] if SOAK else [("fold", 6)]


def chosen(bench, count, start=0):
    return [Notice(*one) for scheme in ("kounen", "senpo") for one in notices_of(bench, (scheme,))[start:][:count]]


def wrongly_placed(job, learned):
    """Items of which a voter stands where the truth has none of theirs, and sides of notices that are not there."""
    wrong = set()
    for (side, scheme), own in learned.sides.items():
        width, height = learned.pieces.sizes[side]
        panels = [
            {(one.side, one.file, one.record): one for one in job.pages[seen.page.number].panels}.get(
                (side, *seen.notice)
            )
            for seen in own.seen
        ]
        wrong |= {
            (scheme, f"{side} of page {own.seen[at].page.number}") for at, panel in enumerate(panels) if panel is None
        }
        for item_id, one in own.placed.items():
            for at, found in one.votes.items():
                if (panel := panels[at]) is None:
                    continue
                x, y = found.left, found.baseline
                place = own.seen[at].placement
                x, y = (place.x + width - x, place.y + height - y) if place.turned else (place.x + x, place.y + y)
                runs = [run for item in panel.items if item.id == item_id for run in item.runs]
                if not any(abs(run.baseline - y) < 0.4 and run.rect.x0 - 0.5 < x < run.rect.x1 + 0.5 for run in runs):
                    wrong.add((scheme, item_id))
    return wrong


def printed_items(job):
    return {(panel.scheme, item.id) for _, panel in job.panels() for item in panel.items if item.runs}


@pytest.mark.parametrize(("layout", "count"), CASES)
def test_a_form_is_learned_without_a_wrong_item_and_other_notices_are_equal_to_it(bench, layout, count, tmp_path):
    job = print_month(bench, layout, selection=chosen(bench, count))
    expectation = expectation_of(bench)
    found = learn_print(written(job, tmp_path / "learned"), expectation, bench.equipment.fonts)
    assert wrongly_placed(job, found.learned) == set()
    placed = {(scheme, item_id) for (_, scheme), own in found.learned.sides.items() for item_id in own.placed}
    due = printed_items(job)
    assert len(placed & due) >= 0.95 * len(due), sorted(due - placed)
    asked = {(scheme, item_id) for (_, scheme), own in found.learned.sides.items() for item_id in own.asked}
    assert due <= placed | asked, "what no vote can place is asked of a person"

    form = read_measured(measured_files(found.form))
    pool = expectation.all() if SOAK else chosen(bench, 30, start=count)
    others = [one for one in pool if roomy(bench.content(*one))][:: 1 if SOAK else 6]
    other = print_month(bench, layout, selection=others)
    result = compare_print(written(other, tmp_path / "other"), form, expectation, bench.equipment.fonts, wanted=others)
    assert result.equal, [(one.rule, one.item, one.message) for one in result.findings][:5]
    assert result.matched == len(others)
    if SOAK:
        spoiled = print_month(bench, layout, selection=others, defects=usual(print_layout(layout)))
        files = written(spoiled, tmp_path / "spoiled")
        result = compare_print(files, form, expectation, bench.equipment.fonts, wanted=others)
        # A learned form knows no more room for the bars than they took: bars shifted with their address are told, too.
        twice = "address_shifted sheet: ['print.moved', 'print.barcode']"
        assert [one for one in wrong_verdicts(spoiled, result) if not one.startswith(twice)] == []


def rotated(data, by):
    """The same pages lying on their side in the file, which says by how much they are to be turned."""
    document = pymupdf.open(stream=data)
    for page in document:
        width, height = page.mediabox.width, page.mediabox.height
        matrix = {90: f"0 1 -1 0 {height} 0", 270: f"0 -1 1 0 0 {width}"}[by]
        stream = document.get_new_xref()
        document.update_object(stream, "<<>>")
        document.update_stream(stream, b"q %s cm\n%s\nQ" % (matrix.encode(), page.read_contents()), new=True)
        document.xref_set_key(page.xref, "Contents", f"{stream} 0 R")
        for box in ("MediaBox", "CropBox", "TrimBox", "BleedBox"):
            document.xref_set_key(page.xref, box, f"[0 0 {height} {width}]")
        document.xref_set_key(page.xref, "Rotate", str(by))
    return document.tobytes()


@pytest.mark.parametrize("by", [90, 270] if SOAK else [90])
def test_two_sides_on_one_rotated_page_are_learned_as_they_are_seen(bench, by, tmp_path):
    job = print_month(bench, "turned", selection=chosen(bench, 6)[:6])
    path = tmp_path / "rotated.pdf"
    path.write_bytes(rotated(job.files[0].data, by))
    found = learn_print([path], expectation_of(bench), bench.equipment.fonts)
    placed = {(scheme, item_id) for (_, scheme), own in found.learned.sides.items() for item_id in own.placed}
    due = printed_items(job)
    assert len(placed & due) >= 0.95 * len(due), sorted(due - placed)
    assert wrongly_placed(job, found.learned) == set()
    page = found.form.pages[0]
    assert (round(page.width), round(page.height)) == (210, 230)
    assert [(one.side, one.turned) for one in page.placements] == [("front", False), ("sheet", True)]


def test_the_command_writes_a_form_and_what_it_learned_and_no_value_of_a_record(bench, sample_folder, tmp_path, capsys):
    notices = [Notice(*one) for one in notices_of(bench, ("kounen",))[:6]]
    job = print_month(bench, "preprinted", selection=notices)
    (printed,) = written(job, tmp_path)
    out = tmp_path / "out"
    code = main(["learn", str(sample_folder), str(printed), "-o", str(out), "--pages", "10"])
    told = json.loads((out / "learned.json").read_text(encoding="utf-8"))
    assert (code, told["pages"], told["matched"]) == (0, 10, 10), capsys.readouterr()
    items = {row["item"]: row for row in told["items"]}
    assert items["front.charge.total"]["pages"] == 5
    assert {"rect_mm", "spread_mm", "font", "size_pt", "side"} <= items["front.charge.total"].keys()
    assert told["envelope"] == {"kounen": None}  # its panels are smaller than ours
    form = read_measured_folder(out)
    assert form.source == f"{printed.name}　10 頁から"
    assert {item.id for panel in form.panels.values() for block in panel.blocks for item in block.items} == set(items)
    contents = [bench.content(*notice) for notice in notices]
    written_text = "".join(path.read_text(encoding="utf-8") for path in out.iterdir())
    assert not any(content.item("sheet.name_1").text in written_text for content in contents)
