"""Notices of our own printer with wrong characters planted in them, and captures of their paper."""

from collections import Counter
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
import pymupdf

from app.errors import KenpanError
from app.notice.piece_id import read_piece_id
from app.proof.captures.judging import Judge
from app.proof.captures.model import PoorCaptureError
from app.proof.captures.sides import Sides
from app.proof.printed.model import Notice
from app.sheet.draw import Drawer
from app.sheet.fit import char_columns
from app.training.printing.captures import capture_job
from app.training.printing.model import PrintFile
from app.training.printing.own import own_job
from tests.captured import captured_images


def _at(truth, box, x, y):
    """The key of what was planted in this box."""
    for key in truth:
        if key[:2] == (box.side, box.item) and abs(key[2] - x) < 0.01 and abs(key[3] - y) < 0.01:
            return key
    return None


@dataclass
class Tally:
    """Verdicts on right and on planted characters, and seconds of the processor."""

    right: Counter = field(default_factory=Counter)
    planted: Counter = field(default_factory=Counter)
    accepted: list = field(default_factory=list)
    added: int = 0
    lost: int = 0
    codes: Counter = field(default_factory=Counter)
    pages: list = field(default_factory=list)
    people: list = field(default_factory=list)
    poor: list = field(default_factory=list)


def edited(job, edit):
    """The job after something was done to its document."""
    (file,) = job.files
    with pymupdf.open(stream=file.data) as document:
        edit(document)
        return replace(job, files=(PrintFile(file.name, document.tobytes()),))


def covered(document, number, rect):
    """A page with nothing left in a rectangle (mm)."""
    document[number].draw_rect(points(rect), color=None, fill=(1, 1, 1), overlay=True)


def moved(document, number, rect, dx, dy):
    """A page with what is in a rectangle moved by so many mm."""
    with pymupdf.open(stream=document.tobytes()) as before:
        covered(document, number, rect)
        document[number].show_pdf_page(points(rect.moved(dx, dy)), before, number, clip=points(rect))


def points(rect):
    """mm as PDF counts them."""
    return pymupdf.Rect(*(value * 72 / 25.4 for value in rect))


def each_char(sheet, other):
    """The sheet with what ``other`` makes of each item and character."""

    def run_of(item, run):
        return replace(run, chars=tuple(other(item, one) for one in run.chars))

    def item_of(item):
        return replace(item, runs=tuple(run_of(item, run) for run in item.runs))

    return replace(sheet, pages=tuple(replace(page, items=tuple(map(item_of, page.items))) for page in sheet.pages))


class Planter:
    """A press of our own forms with a judge of what it prints; ``forms`` others than those in use, ``like`` a judge
    whose templates are shared.
    """

    def __init__(self, bench, forms=None, like=None):
        cv2.setNumThreads(1)
        forms = forms or bench.equipment.forms
        self.bench = bench
        self.fonts = bench.equipment.fonts
        self.sides = Sides(self.fonts, forms)
        self.judge = Judge(self.sides, like.templates, like.alternatives, like.aside) if like else Judge.of(self.sides)
        self._drawer = Drawer(self.fonts, forms.values())
        self._sheets = {}

    def sheet(self, notice):
        if notice not in self._sheets:
            self._sheets[notice] = self.bench.sheet(self.bench.content(*notice))
        return self._sheets[notice]

    def side_of(self, text, number):
        ref = read_piece_id(text)
        notice = Notice(ref.file, ref.record)
        return self.sides.side(notice, self.sheet(notice), number)

    def wrong(self, char, role, rng):
        """Another character for this one: half of the time the nearest look-alikes, now and then nothing."""
        others = self.judge.alternatives.of(char, role)
        draw = rng.random()
        if draw < 0.05 or not others:
            return " "
        if draw < 0.5:
            return others[int(rng.integers(min(3, len(others))))]
        if char.isascii():
            return others[int(rng.integers(len(others)))]
        for _ in range(50):
            other = chr(int(rng.integers(0x4E00, 0x9FA0)))
            if self.fonts.find(other, role)[1] and other != char and char_columns(other) == char_columns(char):
                return other
        return others[0]

    def spoilt(self, sheet, rng, share):
        """The sheet with so many of its characters wrong, and what they were made: by item and place."""
        truth = {}

        def char_of(item, one):
            if not one.char.strip() or not one.glyph or rng.random() >= share:
                return one
            other = self.wrong(one.char, one.font, rng)
            truth[item.page, item.id, one.x, one.baseline] = other
            return self.exchanged(one, other)

        return each_char(sheet, char_of), truth

    def job(self, sheets):
        """The paper of these sheets as a job to capture."""
        return own_job(self._drawer, self.sides.forms, [(Notice("x", at), sheet) for at, sheet in enumerate(sheets)])

    def of_look_alikes(self, sheet):
        """The sheet with each character replaced by the one that is most like it; nothing of it is wrong."""

        def other(_item, one):
            near = self.judge.alternatives.of(one.char, one.font) if one.glyph else ()
            return self.exchanged(one, near[0]) if near else one

        return each_char(sheet, other)

    def exchanged(self, one, char):
        """Another character in the same cell."""
        role, glyph = self.fonts.find(char, one.font)
        return replace(one, char=char, font=role, glyph=glyph)

    def captured(self, notices, dpi, grade, *, share=0.0, seed=1, sides=(0, 1), edit=None, **how):
        """Captures of these notices, and what was planted in each."""
        rng = np.random.default_rng([seed, dpi, len(grade)])
        made = [self.spoilt(self.sheet(notice), rng, share) for notice in notices]
        job = self.job([sheet for sheet, _ in made])
        if edit is not None:
            job = edited(job, edit)
        pages = [page.number for page in job.pages if page.number % 2 in sides]
        captured = capture_job(job, dpi=dpi, grade=grade, seed=seed, pages=pages, **how)
        return captured, [made[one.page // 2][1] for one in captured.captures]

    def tally(self, tally, captured, planted, clock=lambda: 0.0):
        """Judge these captures and count."""
        for image, truth in zip(captured_images(captured), planted, strict=True):
            before = clock()
            try:
                judged = self.judge.judged(image, self.side_of)
            except (PoorCaptureError, KenpanError) as error:
                tally.poor.append(str(error))
                continue
            tally.pages.append(clock() - before)
            self.count(tally, judged, truth)

    def count(self, tally, judged, truth):
        people = 0
        form = judged.side.form
        for one in judged.boxes:
            panel = form.paper.panels[one.box.side]
            char = one.box.char
            key = _at(truth, one.box, char.x - panel.x0, char.baseline - panel.y0)
            if key in truth:
                tally.planted[one.verdict] += 1
                if one.verdict == "same" or (one.verdict == "unproved" and truth[key] not in one.rival):
                    tally.accepted.append((char.char, truth[key], round(one.margin, 2)))
            else:
                tally.right[one.verdict] += 1
                people += one.verdict in ("changed", "undecided")
        tally.people.append(people)
        tally.added += len(judged.added)
        tally.lost += len(judged.lost)
        content = self.bench.content(*judged.side.notice)
        for _, bars in judged.side.bars:
            expected = content.barcode.bars if bars.kind == "customer" else content.piece_id
            tally.codes[bars.kind, judged.codes.get(bars.id) == expected] += 1
