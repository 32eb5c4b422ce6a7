"""Who opens media, with which lists, and by which form: one that is approved while a medium is open is used at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from app.errors import KenpanError
from app.month.looking.who import Signed, Who
from app.ui.shell.desk import Desk
from app.ui.shell.frame import Frame
from app.workstation.network import interfaces_up

if TYPE_CHECKING:
    from app.month.looking.workbench import Workbench
    from app.progress import Progress
    from app.signoff.signed import Part
    from app.ui.shell.opening.request import ReadyVolume
    from app.workstation.settings import Settings

FORM_JOB = "signoff.form"


class MediumActs:
    """A part of the screens that need a person."""

    desk: Desk
    _window: Frame
    _settings: Settings
    _live: tuple[Part, ...] | None

    def opener(self) -> Who:
        """Whoever is here, to open media and write files out."""
        session = self.desk.session
        if session is None:
            raise ValueError("nobody is logged in")
        return Signed(self.desk.book, session)

    def interfaces(self) -> tuple[str, ...]:
        """Networks that are connected; asked in a worker."""
        return interfaces_up()

    def with_lists(self, bench: Workbench, progress: Progress) -> Workbench:
        """The medium with the lists that its month has; asked in a worker. Where they cannot be read the medium is
        shown all the same, and what is wrong with it.
        """
        from app.month.keeping.month_store import months_root
        from app.month.lists.keeping import with_kept_lists

        session = self.desk.session
        if session is None:
            return bench
        try:
            root = months_root(self.desk.book, self._settings)
            return with_kept_lists(self.desk.book, session, root, bench, progress)
        except KenpanError as error:
            problems = (*bench.equipment.problems, error)
            return replace(bench, equipment=replace(bench.equipment, problems=problems))

    def follow_form(self) -> None:
        """Begin to take the form that holds now for the open medium, where another one is shown; in a worker."""
        from app.month.form_taken import is_in_force, with_form_in_force
        from app.signoff.binding import MEDIA
        from app.ui.shell.opening.request import make_ready

        review, book = self._window.review, self.desk.book
        medium = next((part.sha256 for part in self._live or () if part.name == MEDIA), "")
        if review is None or not medium or self._window.jobs.running(FORM_JOB):
            return  # what is running looks again when it is done
        bench: Workbench = review.bench
        if is_in_force(bench, self.desk.state, medium):
            return

        mark = self.desk.mark

        def work(progress: Progress) -> ReadyVolume:
            return make_ready(with_form_in_force(bench, book, progress), mark)

        self._window.jobs.start(
            work,
            on_done=lambda ready: self._take(bench, ready),
            on_error=self._window.problems.add,
            key=FORM_JOB,
        )

    def leave_form(self) -> None:
        """The medium is closed."""
        self._window.jobs.cancel(FORM_JOB)

    def _take(self, bench: Workbench, ready: ReadyVolume) -> None:
        from app.month.form_taken import looks_other

        review = self._window.review
        if review is None:
            return
        if review.bench is bench:
            review.take_form(ready.bench, ready.drawer)
            other = looks_other(bench, ready.bench)
            self._window.findings.take_form(ready.bench, other=other)
            for page in cast(Any, self).made("comparison", "dummies"):
                page.take_form()
            for panel in cast(Any, self).made("piece"):
                panel.refresh()
            for error in ready.bench.equipment.problems:
                if error not in bench.equipment.problems:
                    self._window.problems.add(error)
            told = ready.bench.equipment.form_note.split("　実測の位置", maxsplit=1)[0]
            self._window.say(f"様式が変わりました：{told}　紙面・封筒・照合はこの様式になりました。")
        if review.bench.equipment.form_entry != bench.equipment.form_entry:  # else nothing would come of it
            self.follow_form()
