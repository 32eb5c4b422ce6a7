"""A small volume in memory, with defects planted or not, checked the way the program checks it."""

import copy
import hashlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.checks.model import Finding
from app.checks.run import CheckInput, CheckResult, run_checks
from app.equipment import printer
from app.media.model import MediaFile, OpenedFile, OpenedMedia, Volume
from app.media.sequences import notice_files
from app.media.volume import expected_files
from app.records.counts import read_count_table
from app.sheet.envelope import EnvelopeReport, analyse
from app.sheet.model import Sheet
from app.sheet.place import place
from app.training.defects import DEFECTS, Draft, Planted
from app.training.sample import draft_sample, make_sample
from app.workbench import Settings, open_folder

ESTABLISHMENTS = 240


def opened(draft: Draft, equipment) -> CheckInput:
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
        name: read_count_table(one.data.tobytes(), one.scheme, name)
        for name, one in files.items()
        if one.kind == "counts"
    }
    return CheckInput(media, notices, counts, equipment)


@dataclass(frozen=True)
class Month:
    """A clean volume: ``clean`` is what the checks say of it."""

    equipment: object
    draft: Draft
    clean: CheckResult

    def copy(self) -> Draft:
        return copy.deepcopy(self.draft)

    def input(self, draft: Draft) -> CheckInput:
        return opened(draft, self.equipment)

    def check(self, draft: Draft, jobs: int = 2) -> CheckResult:
        return run_checks(self.input(draft), jobs=jobs)

    def plant(self, defect: str) -> tuple[Planted, Draft]:
        draft = self.copy()
        return DEFECTS[defect](draft), draft

    def new_findings(self, draft: Draft) -> list[Finding]:
        """What the checks say of a volume besides what is really there in the clean one."""
        known = set(self.clean.findings)
        return [finding for finding in self.check(draft).findings if finding not in known]


_PLACED: dict[object, tuple[object, Sheet]] = {}
_ANALYSED: dict[object, tuple[object, EnvelopeReport]] = {}


@pytest.fixture(scope="module", autouse=True)
def placed_once():
    """Most of a month stays as it is when something in it is changed: a sheet like one before is not placed again, nor
    held against the windows.
    """

    def seen(sheet, envelope):
        key = sheet, id(envelope)
        if key not in _ANALYSED:
            _ANALYSED[key] = envelope, analyse(sheet, envelope)
        return _ANALYSED[key][1]

    def remembered(content, form, fonts, size):
        key = content, id(form), id(fonts), size
        if key not in _PLACED:
            _PLACED[key] = (form, fonts), place(content, form, fonts, size)
        return _PLACED[key][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(printer, "place", remembered)
        patch.setattr(printer, "analyse", seen)
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
    equipment = bench.equipment
    return Month(equipment, draft, run_checks(opened(copy.deepcopy(draft), equipment)))
