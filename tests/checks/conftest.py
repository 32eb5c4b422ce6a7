"""A small volume in memory, with defects planted or not, checked the way the program checks it."""

import copy
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from app.checks import tasks, totals
from app.checks.model import FileRule, Finding, Hits
from app.checks.run import CheckInput, CheckResult, run_checks
from app.checks.view import FileView
from app.equipment import printer
from app.equipment.loading import Equipment
from app.media.model import MediaFile, OpenedFile, OpenedMedia, Volume
from app.media.sequences import notice_files
from app.media.volume import expected_files
from app.month.looking.opening import open_folder
from app.month.looking.workbench import Workbench
from app.records.counts import read_count_table
from app.sheet.envelope import EnvelopeReport, analyse
from app.sheet.model import Sheet
from app.sheet.place import place
from app.training.defects import DEFECTS, Planted, SampleDraft
from app.training.sample import draft_sample, make_sample
from app.workstation.settings import Settings

ESTABLISHMENTS = 240

count_table = cache(read_count_table)


def opened(draft: SampleDraft, equipment) -> CheckInput:
    """What opening the draft's files would give; files that the volume must not hold are left out."""
    contents = draft.contents()
    expected = {one.name: one for one in expected_files("PAP03", contents)}
    files = {}
    for name, content in contents.items():
        if name in expected:
            digest = hashlib.sha256(content).hexdigest()
            one = expected[name]
            files[name] = OpenedFile(name, one.kind, one.scheme, one, content, digest, len(content), digest, "plain")
    found = tuple(MediaFile(name, Path(name), False, expected[name]) for name in files)
    missing = tuple(one for name, one in expected.items() if name not in files)
    volume = Volume("PAP03A", "PAP03", "A", Path(), "folder", found, missing, ())
    media = OpenedMedia(volume, "plain", "平文", files, ())
    notices = notice_files(media)
    counts = {
        name: count_table(bytes(one.data), one.scheme, name) for name, one in files.items() if one.kind == "counts"
    }
    return CheckInput(media, notices, counts, equipment)


@dataclass(frozen=True)
class Month:
    """A clean volume: ``clean`` is what the checks say of it."""

    bench: Workbench
    draft: SampleDraft
    clean: CheckResult

    @property
    def equipment(self) -> Equipment:
        return self.bench.equipment

    def copy(self) -> SampleDraft:
        return copy.deepcopy(self.draft)

    def input(self, draft: SampleDraft) -> CheckInput:
        return opened(draft, self.equipment)

    def check(self, draft: SampleDraft, jobs: int = 2) -> CheckResult:
        return run_checks(self.input(draft), jobs=jobs)

    def plant(self, defect: str) -> tuple[Planted, SampleDraft]:
        draft = self.copy()
        return DEFECTS[defect](draft), draft

    def new_findings(self, draft: SampleDraft) -> list[Finding]:
        """What the checks say of a volume besides what is really there in the clean one."""
        return self.new(self.check(draft))

    def new(self, result: CheckResult) -> list[Finding]:
        """What a result says besides that."""
        known = set(self.clean.findings)
        return [finding for finding in result.findings if finding not in known]


class CleanFiles:
    """What each rule finds in the files of the clean month. A planted defect changes one file of six: in the others,
    the same bytes beside the same surroundings, the rules find the same and need not look.
    """

    def __init__(self) -> None:
        self._views: dict[tuple[str, int], FileView] = {}
        self._found: dict[tuple[str, int, int], list[Hits]] = {}
        self._offices: dict[tuple[str, int], tuple[totals.FileOffice, ...]] = {}
        self._asking, self._readings, self._numbers = tasks._asking, tasks._readings, tasks._number_readings
        self._file_offices = totals._file_offices

    def learn(self, view: FileView, rule: FileRule):
        """In place of ``tasks._asking`` while the clean month is checked."""
        task, known = self._asking(view, rule), self._known(view)

        def work() -> list[Hits]:
            found = self._found[*known, id(rule)] = task.work()
            return found

        self._views[known] = view
        return task._replace(work=work)

    def asking(self, view: FileView, rule: FileRule):
        """In place of ``tasks._asking``."""
        task, found = self._asking(view, rule), self._found.get((*self._known(view), id(rule)))
        return task if found is None or not self._is_clean(view) else task._replace(work=lambda: found)

    def readings(self, view: FileView):
        """In place of ``tasks._readings``: a rule that looks all the same reads then."""
        made = self._readings(view)
        return [one._replace(work=list) for one in made] if self._is_clean(view) else made

    def number_readings(self, view: FileView):
        """In place of ``tasks._number_readings``."""
        return [] if self._is_clean(view) else self._numbers(view)

    def file_offices(self, view: FileView) -> tuple[totals.FileOffice, ...]:
        """In place of ``totals._file_offices``, which every check asks of every file."""
        if not self._is_clean(view):
            return self._file_offices(view)
        known = self._known(view)
        if known not in self._offices:
            self._offices[known] = self._file_offices(view)
        return self._offices[known]

    def _known(self, view: FileView) -> tuple[str, int]:
        return view.file.name, int(view.sound.sum())

    def _is_clean(self, view: FileView) -> bool:
        clean = self._views.get(self._known(view))
        return (
            clean is not None
            and view.equipment is clean.equipment
            and view.sequence is clean.sequence is None
            and view.expected == clean.expected
            and np.array_equal(view.lost, clean.lost)
            and np.array_equal(view.sound, clean.sound)
            and np.array_equal(view.file.data, clean.file.data)
        )


_CLEAN = CleanFiles()
_PLACED: dict[object, tuple[object, Sheet]] = {}
_ANALYSED: dict[tuple[int, int], tuple[object, EnvelopeReport]] = {}


@pytest.fixture(scope="module", autouse=True)
def placed_once():
    """Most of a month stays as it is when something in it is changed: a sheet like one before is not placed again, nor
    held against the windows; a file like that of the clean month is not looked through again.
    """

    def seen(sheet, envelope):
        key = id(sheet), id(envelope)
        if key not in _ANALYSED:
            _ANALYSED[key] = (sheet, envelope), analyse(sheet, envelope)
        return _ANALYSED[key][1]

    def remembered(content, form, fonts, size, only=None):
        key = content, id(form), id(fonts), size, only
        if key not in _PLACED:
            _PLACED[key] = (form, fonts), place(content, form, fonts, size, only)
        return _PLACED[key][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(printer, "place", remembered)
        patch.setattr(printer, "analyse", seen)
        patch.setattr(tasks, "_asking", _CLEAN.asking)
        patch.setattr(tasks, "_readings", _CLEAN.readings)
        patch.setattr(tasks, "_number_readings", _CLEAN.number_readings)
        patch.setattr(totals, "_file_offices", _CLEAN.file_offices)
        yield


@pytest.fixture(scope="session")
def month(tmp_path_factory) -> Month:
    folder = tmp_path_factory.mktemp("month")
    make_sample(folder, establishments=ESTABLISHMENTS, seed=1, plain=True)
    bench = open_folder(folder, Settings())
    draft = draft_sample(establishments=ESTABLISHMENTS, seed=1)
    assert {name: bytes(content) for name, content in draft.contents().items()} == {
        name: bytes(one.data) for name, one in bench.media.files.items()
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks, "_asking", _CLEAN.learn)
        return Month(bench, draft, run_checks(opened(copy.deepcopy(draft), bench.equipment)))
