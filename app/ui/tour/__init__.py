"""``kenpan tour``: a picture of every screen, taken without a display. README's pictures are its output."""

import os
import tempfile
from collections.abc import Collection
from pathlib import Path

from app.month.looking.opening import open_folder
from app.training.practice import ADMIN, CHECKER, practice
from app.training.practice_jobs import RECEIVING
from app.training.practice_work import change_people, crew
from app.training.sample import make_sample
from app.ui.shell.start import application
from app.ui.tour import people
from app.ui.tour.camera import SIZE, SMALL, Camera
from app.ui.tour.comparison import ComparisonTour
from app.ui.tour.dummies import DummiesTour
from app.ui.tour.proof import ProofTour
from app.ui.tour.reception import ReceptionTour
from app.ui.tour.redirects import RedirectsTour
from app.ui.tour.review import ReviewTour
from app.workstation.settings import Settings

__all__ = ["SIZE", "SMALL", "run_tour"]

MEDIUM, PROOF, RECEPTION, COMPARISON = "medium", "proof", "reception", "comparison"
PARTS = (MEDIUM, PROOF, RECEPTION, COMPARISON)
"""The long parts of the way: the open medium, a proof round until the release, 受入, 照合."""


def run_tour(out: Path, establishments: int = 600, parts: Collection[str] = PARTS) -> list[Path]:
    """One PNG a screen into ``out``, of a sample of that size and a practice ledger; returns the paths in order.

    Without a part, the pictures that it is for are left out.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application()
    camera = Camera(out)
    with tempfile.TemporaryDirectory(prefix="kenpan-tour-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        make_sample(folder / "sample", establishments=establishments)
        _walk(camera, folder, parts)
    return camera.written


def _walk(camera: Camera, folder: Path, parts: Collection[str]) -> None:
    people.first_start(camera, folder)
    trained = practice(folder)
    newcomer, initial = change_people(crew(trained, ()))
    database = folder / "renshu.db"
    window = people.open_window(f"sqlite:///{database}")
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
    if COMPARISON in parts:
        ComparisonTour(camera, window, trained, bench, folder).run()
    people.ledger(camera, window, "ledger")
    people.locked(camera, window)
    if PROOF in parts:  # what is spoilt is its approval
        people.enter(window, trained, ADMIN)
        people.spoil(database)
        people.ledger(camera, window, "ledger_broken")
    people.close_window(window)
    trained.book.engine.dispose()
