"""What is printed but no ordinary text: 外字, the seal and marks of the fold. Wrong, missing or moved: found."""

from dataclasses import replace

import pymupdf
import pytest

from app.sheet.fonts import is_gaiji
from app.sheet.form_model import Frame
from app.sheet.model import Rect
from tests.captured import captured_images
from tests.proof.captures.planting import Planter, covered, each_char, moved, points

MARK = Rect(4.0, 114.9, 10.0, 115.1)
"""Of the fold, at the left edge of the paper."""


def marked(forms):
    """Forms with a mark where the paper is folded."""
    mark = Frame("sheet", MARK, 0.05, "black", "black")
    return {number: replace(form, frames=(*form.frames, mark)) for number, form in forms.items()}


def seal_of(form):
    """Where the seal is, with its rings (mm of the paper)."""
    own = next(box for box in form.boxes if box.id == "front.seal")
    panel = form.paper.panels["front"]
    return own.rect.moved(panel.x0, panel.y0).grown(0.6)


def another_seal(document, rect):
    """A round one in its place."""
    covered(document, 0, rect)
    where = points(rect.grown(-0.7))
    page = document[0]
    page.draw_circle((where.tl + where.br) / 2, where.width / 2, color=(0.8, 0.1, 0.1), width=1.2)
    middle = pymupdf.Point(where.x0 + 9, where.y1 - 9)
    page.insert_text(middle, "X", fontsize=24, color=(0.8, 0.1, 0.1))


SEAL = {
    "missing": covered,
    "moved": lambda document, number, rect: moved(document, number, rect, 1.0, -0.8),
    "another": lambda document, _number, rect: another_seal(document, rect),
}
FOLD = {"missing": covered, "moved": lambda document, number, rect: moved(document, number, rect, 0.0, 1.5)}


class Parts:
    """A notice with 外字 and what is found on captures of it."""

    def __init__(self, bench, like, notice):
        self.press = Planter(bench, marked(bench.equipment.forms), like)
        self.notice = notice
        self.form = self.press.sides.forms[self.press.sheet(notice).form]
        self.seal = seal_of(self.form)

    def judged(self, dpi, grade, *, seal=None, fold=None, gaiji=None, **how):
        """The front with a wrong seal, mark or character; ``gaiji``: what is printed for one."""

        def edit(document):
            if seal is not None:
                SEAL[seal](document, 0, self.seal)
            if fold is not None:
                FOLD[fold](document, 0, MARK.grown(0.5))

        own = self.press.sheet(self.notice)

        def printed(_item, one):
            return self.press.exchanged(one, gaiji(one)) if gaiji and is_gaiji(one.char) else one

        self.press._sheets[self.notice] = each_char(own, printed)
        captured, _ = self.press.captured([self.notice], dpi, grade, sides=(0,), edit=edit, **how)
        self.press._sheets[self.notice] = own
        (image,) = captured_images(captured)
        return self.press.judge.judged(image, self.press.side_of)

    def neighbour(self, one):
        """The 外字 that the font has beside it."""
        return self.press.judge.alternatives.of(one.char, one.font)[0]


def verdicts(judged):
    """Of the 外字."""
    return {one.verdict for one in judged.boxes if is_gaiji(one.box.char.char)}


def near(rects, where):
    """Those that touch a place."""
    around = where.grown(2.0)
    return [
        one for one in rects if one.x0 < around.x1 and around.x0 < one.x1 and one.y0 < around.y1 and around.y0 < one.y1
    ]


def notice_with_gaiji(bench):
    from app.proof.printed.expected import expectation_of

    asked = expectation_of(bench)
    return next(one for one in asked.all() if any(is_gaiji(char) for char in items_text(asked.content(one))))


def items_text(content):
    return "".join(item.text for item in content.items)


@pytest.fixture(scope="module")
def parts(planter):
    return Parts(planter.bench, planter.judge, notice_with_gaiji(planter.bench))


def others(judged, parts):
    """Boxes of ordinary text that were not passed, and ink that is added or lost elsewhere than at seal and mark."""
    boxes = [
        one
        for one in judged.boxes
        if one.verdict != "same" and not is_gaiji(one.box.char.char) and one.box.item != "front.seal"
    ]
    known = [*near(judged.added + judged.lost, parts.seal), *near(judged.added + judged.lost, MARK)]
    return boxes, [one for one in judged.added + judged.lost if one not in known]


def test_a_seal_and_a_mark_that_moved_and_a_neighbouring_gaiji_are_found(parts):
    judged = parts.judged(200, "low", seal="moved", fold="moved", gaiji=parts.neighbour)
    assert near(judged.lost, parts.seal) and near(judged.added, parts.seal)
    assert near(judged.lost, MARK) and near(judged.added, MARK)
    assert verdicts(judged) == {"changed"}
    assert others(judged, parts) == ([], [])


def test_a_missing_seal_a_missing_mark_and_a_blank_for_a_gaiji_are_found_upside_down(parts):
    judged = parts.judged(200, "low", seal="missing", fold="missing", gaiji=lambda _one: " ", upside_down=True)
    assert near(judged.lost, parts.seal) and near(judged.lost, MARK)
    assert verdicts(judged) == {"changed"}
    assert {one.verdict for one in judged.boxes if one.box.item == "front.seal"} == {"changed"}
    assert others(judged, parts) == ([], [])


def test_another_seal_and_an_ordinary_character_for_a_gaiji_are_found_and_a_right_mark_is_passed(parts):
    judged = parts.judged(200, "low", seal="another", gaiji=lambda _one: "高")
    assert near(judged.lost, parts.seal) and "same" not in verdicts(judged)
    assert not near(judged.lost + judged.added, MARK)
    assert others(judged, parts) == ([], [])
