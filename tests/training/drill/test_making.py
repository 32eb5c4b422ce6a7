"""The sheets of a drill: the place that counts is where the pictures differ."""

import numpy as np
import pytest

from app.checks.catalogue import RULES
from app.checks.view import FileView
from app.training.drill.making import Maker
from app.training.drill.plan import Plan, Task
from app.training.drill.scoring import Answer, judge
from app.training.drill.table import drill_table
from app.training.drill.wrong_records import field_place, raw_fields, row_at, spoilt_part, wrong_rows
from tests.sizes import some


@pytest.fixture(scope="module")
def maker(bench):
    return Maker(bench)


def shown(face):
    pixels = np.frombuffer(face.pixels, np.uint8).reshape(face.height, face.width, face.channels)
    return pixels.astype(int).mean(axis=2)


def made(maker, kind, defect, seed=11):
    return maker.make(Plan(kind, 10, 20, 1), Task(1, defect, seed))


@pytest.mark.parametrize("defect", ["digit", "moved"])
def test_a_pair_differs_exactly_where_the_defect_is_said_to_be(maker, defect):
    sheet = made(maker, "pairs", defect)
    assert sheet.task.defect == defect and sheet.places and sheet.told
    differs = np.argwhere(np.abs(shown(sheet.printed) - shown(sheet.expected)) > 60)
    assert len(differs)
    boxes = [sheet.printed.box(place.grown(4.0)) for place in sheet.places]
    inside = [(differs >= (y0, x0)).all(axis=1) & (differs <= (y1, x1)).all(axis=1) for x0, y0, x1, y1 in boxes]
    assert np.any(inside, axis=0).all()


def test_a_sound_pair_differs_nowhere(maker):
    sheet = made(maker, "pairs", "")
    assert sheet.places == () == sheet.told
    assert sheet.printed == sheet.expected


def test_a_sheet_alone_comes_with_what_the_record_says(maker):
    sheet = made(maker, "sheets", "digit")
    assert sheet.expected is None and len(sheet.values) > 3
    right = next(line for line in sheet.told if line.startswith("正しくは"))
    assert any(text and text in right for _label, text in sheet.values)


def test_a_capture_shows_the_place_where_the_paper_was_laid(maker):
    sheet = made(maker, "captures", "blank")
    assert sheet.printed.channels == 1 and sheet.expected is not None
    x0, y0, x1, y1 = sheet.printed.box(sheet.places[0])
    assert 0 <= x0 < x1 <= sheet.printed.width and 0 <= y0 < y1 <= sheet.printed.height


def test_the_same_task_gives_the_same_sheet(maker):
    assert made(maker, "sheets", "look_alike") == made(maker, "sheets", "look_alike")


def of_record(maker, defect, seed=3):
    return maker.make(Plan("records", 10, 20, 1), Task(1, defect, seed))


def test_a_sheet_whose_record_is_wrong_says_what_the_record_says_and_can_be_pointed_at_in_both(maker):
    sheet = of_record(maker, "match.establishment/number")
    assert sheet.task.defect == "match.establishment/number" and sheet.of_record
    rows = [row for place in sheet.places if (row := row_at(place)) is not None]
    said = [sheet.values[row] for row in rows]
    assert [label[:2] for label, _ in said] == ["00", "01"] and len({text for _, text in said}) == 2
    (on_paper,) = [place for place in sheet.places if row_at(place) is None]
    assert sheet.part.x0 <= on_paper.x0 < on_paper.x1 <= sheet.part.x1
    for place in (on_paper, field_place(rows[0])):
        assert judge(sheet.task, sheet.places, Answer((place.x0, place.y0), 1.0)).outcome == "found"
    other = next(row for row in range(len(sheet.values)) if row not in rows)
    elsewhere = field_place(other)
    assert judge(sheet.task, sheet.places, Answer((elsewhere.x0, elsewhere.y0), 1.0)).outcome == "elsewhere"


def test_what_is_not_printed_is_only_in_the_fields_and_what_is_left_out_has_its_place_on_paper(maker):
    total = of_record(maker, "total.office")
    assert [row_at(place) is not None for place in total.places] == [True]
    assert "明細から数えた" in total.values[row_at(total.places[0])][1]
    missing = of_record(maker, "amount.sum/no_month")
    assert any(row_at(place) is None for place in missing.places)


def test_a_sound_record_has_no_place_and_another_seed_takes_another_notice(maker):
    assert of_record(maker, "").places == ()
    assert len({of_record(maker, "amount.sum", seed).values for seed in range(4)}) > 1


@pytest.mark.parametrize("name", some(drill_table().kinds["records"].defects, 6))
def test_the_rules_find_what_a_drill_plants_where_it_says(bench, name):
    for seed in range(20):
        part = spoilt_part(bench, name, np.random.default_rng(seed))
        if part is not None:
            break
    assert part is not None
    fields = raw_fields(part.file, part.notice.record)
    rows = wrong_rows(part, fields)
    assert rows
    view = FileView(
        part.file, bench.media.files[part.file.name].expected, bench.printer, np.ones(len(part.file), dtype=bool)
    )
    own = [one for one in RULES if one.name == name.partition("/")[0]]
    found = [np.broadcast_arrays(hits.records, hits.offset) for one in own for hits in one.find(view)]
    hit = {(int(record), int(offset)) for hits in found for record, offset in zip(*hits, strict=True)}
    assert (part.planted.record, part.planted.offset) in hit


def test_every_defect_of_the_table_can_be_planted_into_the_sample(maker):
    names = {name for kind, one in drill_table().kinds.items() if kind != "records" for name in one.defects}
    for name in some(sorted(names), 4):
        assert maker._spoilt(Task(1, name, 23), np.random.default_rng(5))[0] is not None, name
