"""Paper for the pictures: notices on our own forms, misprinted or blotted here and there, as a scanner sees it."""

from collections.abc import Sequence
from pathlib import Path

import cv2

from app.month.looking.workbench import Workbench
from app.proof.captures.sides import Sides
from app.proof.printed.model import Notice
from app.sheet.draw import Drawer
from app.training.printing.captures import capture_job, encoded
from app.training.printing.model import PrintedJob
from app.training.printing.own import misprinted, own_job
from app.training.printing.scanner import Affine
from app.training.printing.sealed import SlideAt, sealed_job

BLOT = ("front.charge.due_date", 4)
"""The item and the place in it that a blot covers."""
_RADIUS_PX, _INK = 6, 30


def printed(bench: Workbench, notices: Sequence[Notice], wrong: Sequence[tuple[int, str, int, str]] = ()) -> PrintedJob:
    """Both sides of these notices; ``wrong``: which of them, item, place in it, and the character that is there."""
    equipment = bench.equipment
    sheets = [bench.sheet(bench.content(*one)) for one in notices]
    for number, item, at, char in wrong:
        sheets[number] = misprinted(sheets[number], equipment.fonts, item, at, char)
    forms = equipment.shown.values()
    drawer = Drawer(equipment.fonts, forms)
    return own_job(drawer, {form.name: form for form in forms}, list(zip(notices, sheets, strict=True)))


def scanned(bench: Workbench, job: PrintedJob, folder: Path, blotted: Notice | None = None) -> Path:
    """The paper of a job as a folder of captures; the front of one notice may have a blot."""
    captured = capture_job(job, dpi=200, grade="mid", keep_images=True)
    folder.mkdir()
    for one, image in zip(captured.captures, captured.images, strict=True):
        panel = job.pages[one.page].panels[0]
        if blotted == Notice(panel.file, panel.record) and one.page % 2 == 0:
            x, y = _place(bench, blotted, one.affine)
            cv2.circle(image, (x, y), _RADIUS_PX, _INK, -1)
        (folder / f"{one.number:04}.png").write_bytes(encoded(".png", image, []))
    return folder


def enveloped(job: PrintedJob, folder: Path) -> Path:
    """The same in sealed envelopes, seen from outside."""
    sealed = sealed_job(job, dpi=200, grade="low", slides=(SlideAt(0.6, 0.4, 0.5), SlideAt(0.2, 0.7, -0.3)))
    path = folder / "封筒.pdf"
    path.write_bytes(sealed.file.data)
    return path


def _place(bench: Workbench, notice: Notice, affine: Affine) -> tuple[int, int]:
    sides = Sides(bench.equipment.fonts, bench.equipment.forms)
    side = sides.side(notice, bench.sheet(bench.content(*notice)), 0)
    char = [one for one in side.boxes if one.item == BLOT[0]][BLOT[1]].char
    x, y = affine.pixel(char.x + char.width / 2, char.baseline - 1)
    return round(x), round(y)
