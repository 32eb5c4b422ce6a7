"""What may be placed by votes and what has to be asked: sides made of a few lines."""

from types import SimpleNamespace

from app.notice.items import spec_of
from app.notice.model import NoticeContent, PrintItem, Source, TextPart
from app.proof.learning import pieces
from app.proof.learning.edges import settle_edges
from app.proof.learning.flows import flows
from app.proof.learning.ground import background
from app.proof.learning.learn import LearnedSide
from app.proof.learning.lines import TextRow, cut_off, occurrences
from app.proof.learning.places import SideText, Sought, best_way, candidates, is_plenty, rivals, sought
from app.proof.learning.sightings import Token
from app.proof.printed.model import Graphic
from app.proof.printed.panel_rows import Char
from app.proof.printed.panel_text import Line
from app.sheet.model import Rect

ITEM = "front.charge.pension"
EM = 3.5


def row(text, x, y, em=EM):
    """Characters half an em wide, the last one ending at ``x``; blanks set nothing."""
    step = em / 2
    left = x - step * len(text)
    chars = [Char(char, left + step * at, y, left + step * (at + 1), em, "", "") for at, char in enumerate(text)]
    return [char for char in chars if char.text != "_"]


def side(value, *lines):
    """A side whose pension is ``value`` and that shows these lines: text, right edge, baseline."""
    item = PrintItem(ITEM, "front", "", "", (TextPart(value, Source(0, 1, 0, 1)),))
    content = object.__new__(NoticeContent)
    object.__setattr__(content, "items", (item,))
    by_line = {}
    for text, x, y in lines:
        by_line.setdefault(y, []).extend(row(text, x, y))
    return SideText([TextRow(Line(sorted(own, key=lambda one: one.x))) for own in by_line.values()], content)


def learned(sides):
    one, found = best_way([(way, candidates(way)) for way in sought(sides, spec_of("kounen", ITEM))])
    sure = bool(found) and is_plenty(one, found[0].place) and not rivals(one, found, sides)
    return sure, found


VALUES = ["1,234", "98,765", "456", "7,890", "12,345,678", "31,415"]


def test_numbers_of_many_lengths_are_found_to_be_set_to_the_right():
    sure, found = learned([side(value, (value, 98.0, 50.0)) for value in VALUES])
    assert sure
    assert (found[0].place.align, round(found[0].place.anchor, 1), found[0].place.sides) == ("right", 98.0, 6)


def test_an_item_whose_value_stands_twice_on_every_side_is_asked():
    sure, found = learned([side(value, (value, 98.0, 50.0), (value, 190.0, 50.0)) for value in VALUES])
    assert not sure
    assert {round(one.place.anchor) for one in found[:2]} == {98, 190}


def test_another_place_that_has_the_value_now_and_then_is_no_rival_once_it_shows_something_else():
    others = [VALUES[0], VALUES[1], "55", "66", "77", "88"]
    sides = [side(v, (v, 98.0, 50.0), (o, 190.0, 50.0)) for v, o in zip(VALUES, others, strict=True)]
    assert learned(sides)[0]
    alike = [side(v, (v, 98.0, 50.0), (o, 190.0, 50.0)) for v, o in zip(VALUES, [*VALUES[:4], "5", "6"], strict=True)]
    assert not learned(alike)[0]


def test_a_short_text_that_is_the_same_everywhere_is_asked():
    assert not learned([side("1", ("1", 98.0, 50.0)) for _ in range(8)])[0]
    assert learned([side("1,234", ("1,234", 98.0, 50.0)) for _ in range(8)])[0]


def test_four_notices_are_too_few():
    assert not learned([side(value, (value, 98.0, 50.0)) for value in VALUES[:4]])[0]


def test_a_value_is_not_found_in_the_middle_of_a_longer_number():
    rows = [TextRow(Line(row("91,2345", 98.0, 50.0)))]
    assert occurrences(rows, "1,234", "1,234") == []
    apart = [TextRow(Line(row("9__1,234__5", 98.0, 50.0)))]
    assert len(occurrences(apart, "1,234", "1,234")) == 1


def test_a_value_is_followed_over_the_ends_of_lines():
    lines = [("千葉県見本市年金町", 60.0, 50.0), ("一丁目見本合同庁舎", 60.0, 53.6)]
    rows = [TextRow(Line(row(text, x, y, 2.5))) for text, x, y in lines]
    value = "千葉県見本市年金町一丁目見本合同庁舎"
    (found,) = occurrences(rows, value, value)
    assert [len(line) for line in found.lines] == [9, 9]
    assert occurrences(rows, value + "別館", value + "別館") == []


def test_a_value_that_is_cut_off_is_known_by_its_beginning_if_that_stands_in_one_place():
    rows = [TextRow(Line(row("千葉県見本市年金町", 60.0, 50.0))), TextRow(Line(row("千葉県見本市年金", 60.0, 60.0)))]
    value = "千葉県見本市年金町一丁目"
    (found,) = cut_off(rows[:1], value)
    assert found.baseline == 50.0
    assert cut_off(rows, value) == []


def test_marks_for_cutting_a_hair_elsewhere_in_each_slot_are_the_forms_own():
    """But what lies elsewhere on one side in five is not, nor what is of another kind."""
    marks = [Graphic("stroke-path", Rect(10.0, 5.0, 10.0 + wide, 9.0), 1.0) for wide in (0.04, 0.06) * 10]
    stray = [Graphic("fill-path" if at % 5 else "stroke-path", Rect(30.0, 5.0, 31.0, 9.0), 1.0) for at in range(20)]
    own = LearnedSide([], [side(str(at)) for at in range(20)])
    found = background(own, frozenset(), [[]] * 20, [list(one) for one in zip(marks, stray, strict=True)])
    assert [box[:2] for box in found.graphics] == [("stroke-path", 100)]


def test_one_odd_side_in_forty_does_not_tear_a_block_apart():
    """Its second line stands lower than everywhere else."""
    names, xs = ("sheet.address_1", "sheet.name_1"), 20 + 4 * EM / 2
    sides = [side("", (f"住所{at:02}", xs, 30), (f"氏名{at:02}", xs, 36 if at == 7 else 34)) for at in range(40)]
    own = [Sought(spec_of("kounen", name), list(range(40))) for name in names]
    for one, word in zip(own, ("住所", "氏名"), strict=True):
        one.values = {at: f"{word}{at:02}" for at in range(40)}
        one.found = {at: occurrences(sides[at].rows, value, value) for at, value in one.values.items()}
    (flow,) = flows(sides, own)
    assert (flow.items, round(flow.pitch)) == (names, 4)
    assert 7 not in flow.places["sheet.name_1"].votes


def test_a_name_cut_off_on_one_side_that_stands_once_on_the_other_moves_no_border_between_them():
    """Of forty pieces; the upper half is the sheet, the lower one the front."""
    page, cell = SimpleNamespace(width=200.0, height=100.0), Rect(0.0, 0.0, 200.0, 100.0)

    def seen(name_y, number_y):
        ys = {"sheet.name_1": name_y, "front.office_number": number_y}
        found = {item: Token("", (Char("1", 20.0, y, 22.0, EM, "", ""),), False) for item, y in ys.items()}
        return pieces._Sighting(pieces.SeenPage(page, [], []), None, None, frozenset(("sheet", "front")), found)

    sightings = [seen(62.0 if at == 7 else 30.0, 80.0) for at in range(40)]
    grid = pieces._Grid([cell], [(0.0, 0.0)], sightings[0])
    frames = pieces._frames(frozenset(("sheet", "front")), sightings, cell, grid)
    assert {side: (frame.y0, frame.y1) for side, (frame, _) in frames.items()} == {
        "sheet": (0.0, 50.0),
        "front": (50.0, 100.0),
    }


def fixed(values, right_of):
    """What one scheme has of the item, its values with these right edges."""
    sides = [side(value, (value, right_of(value), 50.0)) for value in values]
    one, found = best_way([(way, candidates(way)) for way in sought(sides, spec_of("kounen", ITEM))])
    return {ITEM: one}, {ITEM: found[0]}, ()


def in_the_middle(value):
    return 60.0 + EM / 4 * len(value)


def test_a_value_that_always_was_as_wide_stands_by_the_edge_by_which_it_stands_where_it_was_not():
    same = [str(number) for number in range(1111, 1117)]
    middle, edge = fixed(VALUES, in_the_middle), fixed(VALUES, lambda _: in_the_middle("1111"))
    for other, told, anchor in ((middle, "centre", 60.0), (edge, "right", 63.5)):
        own = fixed(same, in_the_middle)
        settle_edges([own, other])
        assert (own[1][ITEM].place.align, round(own[1][ITEM].place.anchor, 3)) == (told, anchor)
        assert other[1][ITEM].place.align == told
    own = fixed(same, lambda value: in_the_middle(value) + 3.0)
    settle_edges([own, middle])
    assert own[1][ITEM].place.align == "right"  # the other one stands elsewhere: it says nothing of this one


def test_where_no_other_scheme_tells_the_items_beside_it_do_and_a_part_of_a_flow_is_left_alone():
    same = [str(number) for number in range(1111, 1117)]
    looked_for, placed, _ = fixed(same, in_the_middle)
    other = fixed(VALUES, in_the_middle)
    looked_for["beside"], placed["beside"] = other[0][ITEM], other[1][ITEM]
    settle_edges([(looked_for, dict(placed), {ITEM})])
    assert placed[ITEM].place.align == "right"
    settle_edges([(looked_for, placed, ())])
    assert placed[ITEM].place.align == "centre"
