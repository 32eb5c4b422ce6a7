"""What is compared is compared: by which form, with which zones, or opened again as it was kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.errors import KenpanError
from app.month.looking.workbench import Workbench
from app.month.printed.compared import captured, compare_files, form_for, is_of_captures, open_result
from app.month.printed.in_hand import Compared
from app.progress import Progress
from app.proof.printed.expected import expectation_of
from app.sheet.measured_form import MeasuredForm, Zone
from app.signoff.comparisons import known_alike
from app.signoff.model import Month
from app.ui.comparison.progress_line import ProgressLine
from app.ui.comparison.setup_form import Chosen, SetupForm
from app.ui.shell.desk import Desk
from app.ui.shell.workers import Jobs

if TYPE_CHECKING:
    from app.month.printed.kept_captures import KeptCaptures

COMPARE_JOB = "comparison.run"


class ComparingActs:
    """A part of the page."""

    setup: SetupForm
    progress: ProgressLine
    show_result: Callable[[Compared], None]
    _put_away: Callable[[], None]
    with_zones: Callable[[Callable[[tuple[Zone, ...]], None]], None]
    keep_result: Callable[[Compared, int | None, int | None], None]
    month: Month | None
    _form: MeasuredForm | None
    _begun: object
    _desk: Desk
    _jobs: Jobs
    _bench: Callable[[], Workbench | None]
    _say: Callable[[str], None]
    _tell: Callable[[], None]

    def start(self) -> None:
        """Compare what is chosen."""
        bench = self._bench()
        if bench is None or self._jobs.running(COMPARE_JOB):
            return
        try:
            chosen = self.setup.chosen()
        except KenpanError as error:
            self._say(str(error))
            return
        if chosen is None:
            return
        self._say("")
        begun = self._begun = object()
        if self._form is not None or chosen.result is not None:
            self._begin(chosen, ())
        else:
            self.with_zones(lambda zones: self._begin(chosen, zones) if self._begun is begun else None)

    def _begin(self, chosen: Chosen, zones: Sequence[Zone], kept: KeptCaptures | None = None) -> None:
        """``zones``: those of the month; ``kept``: what the month has of captures, instead of judging them."""
        from app.month.printed.kept_zones import with_zones

        known, bench, month = self._form, self._bench(), self.month
        alike = frozenset() if month is None else known_alike(self._desk.state, month.id)
        self._begun = None
        if bench is None or self._jobs.running(COMPARE_JOB):
            return

        def work(progress: Progress) -> Compared:
            due = expectation_of(bench).all()
            wanted = due[(chosen.first or 1) - 1 : chosen.last or len(due)]
            if known is None and is_of_captures(chosen.files):
                part = None if chosen.first is None and chosen.last is None else wanted
                result = chosen.result if kept is None else kept.raw
                return captured(
                    bench,
                    chosen.files,
                    chosen.forms,
                    progress,
                    wanted=part,
                    result=result,
                    alike=alike,
                    sealed=chosen.sealed,
                    printed=chosen.printed,
                    found=None if kept is None else kept.found,
                )
            if chosen.sealed or chosen.printed:
                raise KenpanError("print.none", "取り込み画像がありません。", "紙か封筒を写した画像を選んでください。")
            form = (
                with_zones(form_for(bench, chosen.forms, chosen.files, self._desk.book), zones)
                if known is None
                else known
            )
            if chosen.result is not None and known is None:
                return open_result(bench, chosen.result, chosen.files, form, progress, wanted=wanted)
            return compare_files(bench, chosen.files, form, progress, wanted=wanted)

        def done(one: Compared) -> None:
            self.show_result(one)
            if kept is None:
                self.keep_result(one, chosen.first, chosen.last)

        self._jobs.start(work, on_done=done, on_error=self._failed, on_progress=self.progress.report, key=COMPARE_JOB)
        self._tell()

    def start_again(self) -> None:
        """The same print by the form that holds now."""
        self._put_away()
        self.start()

    def reopen(self, kept: KeptCaptures) -> None:
        """The captures that the month has kept, if their files are what they were."""
        self._form = None
        chosen = Chosen(kept.files, kept.forms, kept.first, kept.last, None, printed=kept.printed)
        self._begin(chosen, (), kept)

    def stop(self) -> None:
        """No comparison after all."""
        self._jobs.cancel(COMPARE_JOB)
        self._say("照合を中止しました。")
        self._tell()

    def _failed(self, error: KenpanError) -> None:
        self._say(str(error))
        self._tell()
        if error.code == "captures.print" and self.setup.needs_source:
            self.setup.ask_source()
