"""``kenpan tour``: a picture of every screen, taken without a display, at any size of screen and of text; what does not
fit there and what Tab does not come to is told in a report. README's pictures are its output.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

from app.month.looking.opening import open_folder
from app.training.practice import ADMIN, CHECKER, practice
from app.training.practice_jobs import RECEIVING
from app.training.practice_work import change_people, crew
from app.training.sample import make_sample
from app.ui.kit.tokens import apply_theme, text_size
from app.ui.shell.start import application
from app.ui.tour import people
from app.ui.tour.camera import SIZE, SMALL, Camera, View
from app.ui.tour.comparison import ComparisonTour
from app.ui.tour.counts import CountsTour
from app.ui.tour.delivery import DeliveryTour
from app.ui.tour.dummies import DummiesTour
from app.ui.tour.incidents import IncidentsTour
from app.ui.tour.logs import LogsTour
from app.ui.tour.papers import PapersTour
from app.ui.tour.proof import ProofTour
from app.ui.tour.reception import ReceptionTour
from app.ui.tour.redirects import RedirectsTour
from app.ui.tour.review import ReviewTour
from app.ui.tour.screen_size import REPORT, ScreenSize, told
from app.workstation.settings import Settings

__all__ = ["SIZE", "SMALL", "look_at_sizes", "run_tour"]

MEDIUM, PROOF, RECEPTION, COMPARISON, EXCHANGE = "medium", "proof", "reception", "comparison", "exchange"
_ESTABLISHMENTS = 600
PARTS = (MEDIUM, PROOF, RECEPTION, COMPARISON, EXCHANGE)
"""The long parts of the way: the open medium, a proof round until the release, 受入, 照合, 配信."""


def look_at_sizes(out: Path, sizes: Sequence[ScreenSize], texts: Sequence[str]) -> list[Path]:
    """Every screen at these sizes, a folder for each size and text, and the report of all of them; returns its paths.

    How many pixels a point has is settled when a program starts: each scale has a program of its own.
    """
    scales = {size.scale for size in sizes}
    if len(scales) > 1:
        for scale in sorted(scales):
            own = [argument for size in sizes if size.scale == scale for argument in ("--size", str(size))]
            texted = [argument for text in texts for argument in ("--text", text)]
            command = [sys.executable, "-m", "app", "tour", str(out), *own, *texted]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return [*sorted(out.rglob("*.png")), out / REPORT]
    os.environ["QT_SCALE_FACTOR"] = str(scales.pop())
    written: list[Path] = []
    found: dict[str, list[str]] = {}
    for text in texts:
        camera = Camera(out, [View(f"{size}_{text}", size.room, large=text == "large") for size in sizes], looking=True)
        _run(camera, _ESTABLISHMENTS, PARTS)
        written += camera.written
        found |= camera.found
    path = out / REPORT
    path.write_text(told(path, found, [f"{size}_{text}" for size in sizes for text in texts]), encoding="utf-8")
    return [*written, path]


def run_tour(out: Path, establishments: int = _ESTABLISHMENTS, parts: Collection[str] = PARTS) -> list[Path]:
    """One PNG a screen into ``out``, of a sample of that size and a practice ledger; returns the paths in order.

    Without a part, the pictures that it is for are left out.
    """
    camera = Camera(out)
    _run(camera, establishments, parts)
    return camera.written


def _run(camera: Camera, establishments: int, parts: Collection[str]) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    apply_theme(application(), text_size(large=camera.large, width=camera.size.width()))
    with tempfile.TemporaryDirectory(prefix="kenpan-tour-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        make_sample(folder / "sample", establishments=establishments)
        _walk(camera, folder, parts)


def _walk(camera: Camera, folder: Path, parts: Collection[str]) -> None:
    people.first_start(camera, folder)
    trained = practice(folder)
    newcomer, initial = change_people(crew(trained, ()))
    database = folder / "renshu.db"
    window = people.open_window(f"sqlite:///{database}", camera, practice=True)
    people.coming_in(camera, window, newcomer, initial)
    people.enter(window, trained, CHECKER)
    bench = open_folder(folder / "sample", Settings())
    if MEDIUM in parts:
        ReviewTour(camera, window, bench, folder / "sample", folder).run()
    people.enter(window, trained, ADMIN)
    people.people(camera, window)
    if PROOF in parts:
        ProofTour(camera, window, trained, bench, folder).run()
    if RECEPTION in parts:
        ReceptionTour(camera, window, trained, bench, folder / "sample", folder).run(crew(trained, ()))
        DummiesTour(camera, window, trained, bench, folder, RECEIVING).run(crew(trained, ()))
        RedirectsTour(camera, window, trained, bench, folder, RECEIVING).run()
        LogsTour(camera, window, trained, bench, folder, RECEIVING).run()
        CountsTour(camera, window, trained, bench, folder, RECEIVING).run()
        PapersTour(camera, window, trained, folder, RECEIVING).run()
        IncidentsTour(camera, window, trained, bench, RECEIVING).run()
    if COMPARISON in parts:
        ComparisonTour(camera, window, trained, bench, folder).run()
    if EXCHANGE in parts:
        DeliveryTour(camera, window, crew(trained, ()), folder).run()
    people.ledger(camera, window, "ledger")
    people.locked(camera, window)
    if PROOF in parts:  # what is spoilt is its approval
        people.enter(window, trained, ADMIN)
        people.spoil(database)
        people.ledger(camera, window, "ledger_broken")
    people.close_window(window)
    trained.book.engine.dispose()
