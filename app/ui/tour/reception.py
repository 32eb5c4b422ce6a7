"""受入 of a month: what was typed, a medium that may be worked with, one that may not, and both papers."""

from pathlib import Path

from app.errors import KenpanError
from app.month.findings.checking import office_figures
from app.month.looking.comparing import compare_folder
from app.month.looking.who import Signed
from app.month.looking.workbench import Workbench
from app.month.parts_in_use import live_parts
from app.month.reception.typed import paper_field
from app.month.today import month_key
from app.signoff.live_parts import for_run
from app.training import practice_jobs
from app.training.practice import CHECKER, LEAD, Practice
from app.training.practice_jobs import RECEIVING, RUN, papers
from app.training.practice_work import Crew
from app.ui.reception.reception_page import ReceptionPage
from app.ui.shell.window import MainWindow
from app.ui.tour.camera import Camera, wait_for
from app.ui.tour.copied import copied
from app.ui.tour.people import enter, screens_of
from app.workstation.settings import Settings


class ReceptionTour:
    """``window`` shows the ledger of ``practice``, which has the process :data:`RUN`; ``bench`` is the month's medium,
    which lies in ``sample``; ``folder`` is a place for files.
    """

    def __init__(
        self, camera: Camera, window: MainWindow, practice: Practice, bench: Workbench, sample: Path, folder: Path
    ) -> None:
        self._camera, self._window, self._practice = camera, window, practice
        self._bench, self._sample, self._folder = bench, sample, folder
        self._page: ReceptionPage = screens_of(window).reception

    def run(self, crew: Crew) -> None:
        """Leaves the window with a lead logged in; ``crew`` are the people at work."""
        parts = for_run(live_parts(self._bench, Settings()))
        practice_jobs.receiving(crew, parts, office_figures(self._bench), RUN)
        self._sit(CHECKER)
        self._camera.shot("reception_begun", self._window)
        self._camera.small("reception_small", self._window)
        self._compare()
        medium = self._page.medium
        assert medium is not None
        self._type(papers(medium))
        office = medium.lines[0]
        wrong = paper_field(office.scheme, office.code)
        self._type({wrong: "999", "disc.side": "副"})
        self._page.form.setCurrentIndex(3)
        self._camera.shot("reception_bad", self._window)
        self._paper("reception_sheet_bad")
        self._type({wrong: papers(medium)[wrong], "disc.side": "正"})
        self._camera.shot("reception_good", self._window)
        self._page.panel.tabs.setCurrentIndex(1)
        self._camera.shot("reception_changes", self._window)
        self._page.panel.tabs.setCurrentIndex(0)
        practice_jobs.finish_reception(crew, self._page.form.typed, medium.lines)
        self._sit(LEAD)
        self._camera.shot("reception_lead", self._window)
        verdict = self._page.verdict
        assert verdict is not None
        practice_jobs.take(crew, verdict, self._page.form.typed)
        screens_of(self._window).desk.refresh()
        wait_for(self._window.jobs)
        self._paper("reception_sheet_good")
        screens_of(self._window).show_board()
        screens_of(self._window).board.list.go_to(month_key(RECEIVING))
        wait_for(self._window.jobs)
        self._camera.shot("month_received", self._window)

    def _sit(self, who: str) -> None:
        enter(self._window, self._practice, who)
        self._window.show_volume(self._bench)
        wait_for(self._window.jobs)
        screens_of(self._window).show_reception(RECEIVING)
        wait_for(self._window.jobs)

    def _type(self, texts: dict[str, str]) -> None:
        self._page.fill_in(texts)
        wait_for(self._window.jobs)

    def _compare(self) -> None:
        """With a copy that bears the label of the other side."""
        other = copied(self._sample, self._folder / "other")
        (media,) = (path for path in other.iterdir() if path.is_dir())
        media.rename(other / f"{media.name[:-1]}B")
        desk = screens_of(self._window).desk
        assert desk.session is not None
        compare_folder(self._bench.media, other, Settings(), who=Signed(desk.book, desk.session))
        desk.refresh()
        wait_for(self._window.jobs)

    def _paper(self, name: str) -> None:
        path = self._folder / f"{name}.pdf"
        self._page.write_paper(path)
        wait_for(self._window.jobs)
        if not path.exists():
            raise KenpanError("tour.paper", "受入判定書がありません。", "受入の画面を見てください。")
        self._camera.page(name, path)
