"""What is walked through of a record is what the program does with it."""

from app.training.lessons import WALKS, Wanted, find_record
from app.training.walks import walks


def _walks(bench, case="plain", type_="01"):
    place = find_record(bench, Wanted(type_, case, "kounen"))
    return bench.look(*place), {walk.id: walk for walk in walks(bench, *place)}


def test_a_lesson_may_name_every_walk(bench):
    found = {name for case in ("plain", "gaiji") for name in _walks(bench, case)[1]}
    assert found == set(WALKS)


def test_the_bar_code_is_walked_to_the_bars_that_are_printed_and_begins_at_the_bytes(bench):
    look, found = _walks(bench)
    steps = found["barcode"].steps
    assert steps[-1].after == look.content.barcode.bars
    postal = next(row for row in look.fields if row.item == 60)
    start, end = steps[0].span
    assert start == postal.offset and look.raw[start:end].decode().strip() == steps[0].before.strip()


def test_a_first_year_is_walked_from_one_to_gannen_and_another_stays(bench):
    look, found = _walks(bench, "gannen")
    steps = found["gannen"].steps
    (year,) = [step for step in steps if step.after == "元"]
    assert year.before.strip() == "1" and look.raw[slice(*year.span)] == b" 1"
    assert "元年" in steps[-1].after
    other = _walks(bench)[1]["gannen"]
    assert all(step.before == step.after for step in other.steps if step.title == "元年か")


def test_each_picture_is_told_with_the_value_that_the_bytes_have(bench):
    look, found = _walks(bench)
    total = next(step for step in found["picture"].steps if "¥" in step.title)
    digits = bytes(byte for byte in look.raw[slice(*total.span)] if chr(byte).isdigit())
    assert digits and total.after == f"値は {int(digits)}"


def test_a_gaiji_is_walked_from_its_bytes_to_its_glyph(bench):
    look, found = _walks(bench, "gaiji")
    use, steps = look.gaiji[0], found["gaiji"].steps
    assert steps[0].after == f"{use.code:04X}" and steps[1].after == f"U+{ord(use.char):04X}"
    assert look.raw[slice(*steps[0].span)].hex().upper() == f"{use.code:04X}"


def test_the_notices_of_an_office_add_up_to_its_total(bench):
    steps = _walks(bench, type_="02")[1]["totals"].steps
    assert [step.after.rpartition("　")[2] for step in steps] == ["一致"] * 5
    assert all(step.span is not None for step in steps)


def test_a_notice_stands_between_its_neighbours_and_is_tied_to_its_extract(bench):
    steps = _walks(bench)[1]["order"].steps
    assert steps[0].after.endswith("同じ")
    assert [step.title for step in steps[1:]] == ["前の通知", "この通知", "次の通知"]
