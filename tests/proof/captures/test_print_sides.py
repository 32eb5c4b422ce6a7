"""Captures of paper in a layout that is not ours: judged by a learned form and the print that the paper came from.

``KENPAN_SOAK=1`` takes every layout with codes at three resolutions, and prints figures; otherwise one.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from app.errors import KenpanError
from app.month.printed.captured import compare_capture_files
from app.month.printed.print_paper import print_paper, side_of_print, sound_print, source_print
from app.proof.captures.judging import Judge
from app.proof.captures.model import PoorCaptureError, cell
from app.proof.learning.run import learn_print
from app.proof.printed.expected import expectation_of
from app.proof.printed.model import Notice
from app.sheet.measured_file import measured_files, read_measured_folder
from app.training.printing.captures import capture_job
from app.training.printing.job import print_month
from app.training.printing.plan import notices_of
from tests.captured import captured_images
from tests.proof.printed.conftest import roomy
from tests.proof.printed.forms import written
from tests.sizes import SOAK, sized

CODED = ("fold", "panels", "turned", "two_up")
"""Layouts with a code on the sides of the paper; the back of "turned" has none. Those of "two_up" are cut from a sheet
with two, each side of "panels" has a page of its own, of which the address hardly has anything but its own print.
"""
LAYOUTS = CODED if SOAK else ("turned",)
ROWS = [(dpi, grade) for dpi in (200, 300, 400) for grade in ("low", "mid", "hard")] if SOAK else [(200, "mid")]
LEARNED_OF, NOTICES = sized(10, 20), sized(1, 3)
_SHARE = 0.3


class Misprinting:
    """A month that prints other characters than its own, as wide as these; what it made of them is not asked."""

    def __init__(self, bench, planter, seed):
        self._bench, self._planter, self._rng = bench, planter, np.random.default_rng(seed)
        self.notices, self.equipment = bench.notices, bench.equipment
        self._made = {}

    def content(self, file, record):
        if (file, record) not in self._made:
            content = self._bench.content(file, record)
            items = tuple(replace(item, parts=tuple(map(self._part, item.parts))) for item in content.items)
            self._made[file, record] = replace(content, items=items)
        return self._made[file, record]

    def _part(self, part):
        return replace(part, text="".join(map(self._char, part.text))) if part.source is not None else part

    def _char(self, char):
        if not char.strip() or self._rng.random() >= _SHARE:
            return char
        other = self._planter.wrong(char, "text", self._rng)
        return other if self._wide(other) == self._wide(char) else char

    def _wide(self, char):
        """In each font."""
        fonts = self.equipment.fonts
        return [fonts.roles[role].advance(fonts.roles[role].glyph(char)) for role in ("text", "label")]


@dataclass
class Foreign:
    """A layout with the form that was learned of it, and prints of the same notices: as it must be and misprinted."""

    bench: object
    layout: str
    folder: object
    notices: list
    job: object = None
    wrong: object = None
    files: list = field(default_factory=list)

    def planted(self, page):
        """Where (mm of the page) which other character was printed for which, and of which item."""
        for right, wrong in zip(self.job.pages[page].panels, self.wrong.pages[page].panels, strict=True):
            there = {item.id: item for item in wrong.items}
            for item in right.items:
                other = there.get(item.id)
                if other is None or [one.lefts for one in other.runs] != [one.lefts for one in item.runs]:
                    continue
                for run, made in zip(item.runs, other.runs, strict=True):
                    for left, char, printed in zip(run.lefts, run.text, made.text, strict=True):
                        x = run.rect.x1 - left - 0.3 if right.turned else run.rect.x0 + left + 0.3
                        if char != printed:
                            yield item.id, x, (run.rect.y0 + run.rect.y1) / 2, char, printed


@pytest.fixture(scope="module", params=LAYOUTS)
def foreign(request, bench, planter, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    every = {scheme: [Notice(*one) for one in notices_of(bench, (scheme,))] for scheme in ("kounen", "senpo")}
    learned_of = [one for own in every.values() for one in own[:LEARNED_OF]]
    proofs = written(print_month(bench, request.param, selection=learned_of), folder / "proofs")
    learned = learn_print(proofs, expectation_of(bench), bench.equipment.fonts)
    (folder / "form").mkdir()
    for name, raw in measured_files(learned.form).items():
        (folder / "form" / name).write_bytes(raw)
    chosen = [
        one for own in every.values() for one in [n for n in own[LEARNED_OF:] if roomy(bench.content(*n))][:NOTICES]
    ]
    made = Foreign(bench, request.param, folder, chosen)
    made.job = print_month(bench, request.param, selection=chosen)
    made.wrong = print_month(Misprinting(bench, planter, 7), request.param, selection=chosen)
    made.files = written(made.job, folder / "print")
    return made


@pytest.fixture(scope="module")
def sides(foreign):
    form = read_measured_folder(foreign.folder / "form")
    source = sound_print(foreign.bench, foreign.files, form, wanted=foreign.notices, jobs=1)
    with print_paper(foreign.bench, source) as own:
        yield own


@pytest.fixture(scope="module")
def judge(sides, planter):
    return Judge(sides, planter.judge.templates, planter.judge.alternatives, planter.judge.aside)


def codeless(foreign, page):
    return foreign.layout == "turned" and foreign.job.pages[page].panels[0].side == "back"


@pytest.mark.parametrize(("dpi", "grade"), ROWS)
def test_of_foreign_paper_nothing_wrong_is_accepted_and_what_is_right_is_judged_alone(
    foreign, sides, judge, dpi, grade, capsys
):
    tally = SimpleNamespace(right=Counter(), planted=Counter(), accepted=[], people=[], seconds=[], codes=Counter())
    for job in (foreign.job, foreign.wrong):
        captured = capture_job(job, dpi=dpi, grade=grade, seed=dpi + len(grade))
        for one, image in zip(captured.captures, captured_images(captured), strict=True):
            if codeless(foreign, one.page):
                with pytest.raises(PoorCaptureError, match="コード"):
                    judge.judged(image, side_of_print(sides))
                continue
            judged = judge.judged(image, side_of_print(sides))
            count(tally, judged, list(foreign.planted(one.page)) if job is foreign.wrong else [], one.leaf)
    boxes = sum(tally.right.values())
    with capsys.disabled():
        print(
            f"\n| {foreign.layout} | {dpi} | {grade} | {len(tally.accepted)} of {sum(tally.planted.values())} "
            f"| {tally.right['same'] / boxes:.2%} of {boxes:,} | {dict(tally.right)} | {sorted(tally.people)[-3:]} "
            f"| {dict(tally.codes)} | {np.mean(tally.seconds):.2f}",
            flush=True,
        )
    assert sum(tally.planted.values()) > 30
    assert tally.accepted == []
    assert tally.right["same"] >= 0.985 * boxes
    assert tally.right["changed"] <= 0.001 * boxes + 1
    assert not tally.codes[False]


def count(tally, judged, planted, leaf):
    people = 0
    for one in judged.boxes:
        rect = cell(one.box).moved(leaf.x0, leaf.y0)
        here = [
            printed
            for item, x, y, _, printed in planted
            if item == one.box.item and rect.x0 <= x <= rect.x1 and rect.y0 <= y <= rect.y1
        ]
        if here:
            tally.planted[one.verdict] += 1
            if one.verdict == "same" or (one.verdict == "unproved" and here[0] not in one.rival):
                tally.accepted.append((one.box.char.char, here[0], round(one.margin, 2)))
        else:
            tally.right[one.verdict] += 1
            people += one.verdict in ("changed", "undecided")
    tally.people.append(people)
    tally.seconds.append(judged.seconds)
    for _, bars in judged.side.bars:
        tally.codes[judged.codes.get(bars.id) == bars.text] += 1


def test_captures_of_foreign_paper_compare_equal_to_the_month_and_a_wrong_one_does_not(foreign, tmp_path, child):
    right = [page.number for page in foreign.job.pages if not codeless(foreign, page.number)]
    captured = capture_job(foreign.job, dpi=200, grade="low", seed=5, pages=right, form="tiff")
    path = tmp_path / "captures.tif"
    path.write_bytes(captured.files[0].data)
    form = foreign.folder / "form"
    with pytest.raises(KenpanError) as refused:
        source_print(foreign.bench, (), form)
    assert refused.value.code == "captures.print"
    source = source_print(foreign.bench, foreign.files, form)
    result = compare_capture_files(foreign.bench, [path], form, source=source, wanted=foreign.notices)
    kinds = {"print.missing_page"} if foreign.layout == "turned" else set()
    if foreign.layout == "panels":  # its address of the office is set in 5 pt: a person looks at a character or two
        assert set(result.counts) <= {"print.undecided"}
        assert len(result.findings) <= len(foreign.notices)
    else:
        assert set(result.counts) == kinds, result.as_json()["findings"][:5]
        assert result.verdicts["same"] == sum(result.verdicts.values())
    assert result.verdicts["same"] > 100


def test_ink_beside_it_and_a_line_that_is_missing_are_found(foreign, sides, judge):
    captured = capture_job(foreign.job, dpi=200, grade="low", seed=6, pages=[0])
    (image, *_) = captured_images(captured)
    judged = judge.judged(image, side_of_print(sides))
    assert (judged.added, judged.lost) == ([], [])
    spoilt = image.copy()
    high, wide = image.shape
    cv2.putText(spoilt, "7", (wide // 2, high - high // 40), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 30, 3)
    assert judge.judged(spoilt, side_of_print(sides)).added
