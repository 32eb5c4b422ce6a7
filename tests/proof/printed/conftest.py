"""Foreign prints with their measured forms: the sample month, and notices of it whose values have room everywhere."""

from dataclasses import dataclass, field

import pytest

from app.notice.model import NoticeContent
from app.proof.printed.expected import Expectation, expectation_of
from app.proof.printed.model import Notice
from app.proof.printed.run import compare_print
from app.sheet.measured_form import MeasuredForm
from app.training.printing.job import print_month
from app.training.printing.plan import notices_of
from tests.proof.printed.forms import form_of, written

_LONGEST = 28
_KEPT = 72


@dataclass
class Press:
    """Prints of one layout, and how they are compared."""

    bench: object
    layout: str
    form: MeasuredForm
    folder: object
    notices: list[Notice]
    expectation: Expectation
    prints: int = field(default=0)

    def print(self, count, defects=(), **how):
        """A job of so many notices of both schemes."""
        chosen = sorted(self.notices[:count], key=self.expectation.all().index)
        return print_month(self.bench, self.layout, selection=chosen, defects=defects, **how)

    def files(self, job):
        """The files of a job, on disk."""
        self.prints += 1
        return written(job, self.folder / str(self.prints))

    def compare(self, job, files=None, wanted=None, **how):
        """The job compared with all notices that it should hold."""
        if wanted is None:
            held = {Notice(panel.file, panel.record) for _, panel in job.panels() if panel.record >= 0}
            held |= {Notice(one.file, one.record) for one in job.defects if one.record >= 0}
            wanted = [notice for notice in self.expectation.all() if notice in held]
        return compare_print(
            self.files(job) if files is None else files,
            self.form,
            self.expectation,
            self.bench.equipment.fonts,
            wanted=wanted,
            **how,
        )


def roomy(content: NoticeContent) -> bool:
    """Whether no value is so long that a foreign layout prints it over something else, or off the page."""
    # Asterisks stand so high in their cells that half of them can be cut off and nothing is lost.
    return all(len(item.text) <= _LONGEST and "*" not in item.text for item in content.items)


def special(content: NoticeContent) -> bool:
    """Whether it has 外字 or 元年, which some defects need."""
    return any("\ue000" <= char <= "\ue757" for item in content.items for char in item.text) or any(
        part.edit is not None for item in content.items for part in item.parts
    )


@pytest.fixture(scope="session")
def short_notices(bench):
    """Notices of both schemes by turns, those with something special among the first."""
    found = []
    for scheme in ("kounen", "senpo"):
        own = [(notice, bench.content(*notice)) for notice in notices_of(bench, (scheme,))]
        fitting = [(notice, content) for notice, content in own if roomy(content)]
        fitting.sort(key=lambda one: not special(one[1]))
        rare, usual = fitting[:10], fitting[10:]
        step = max(1, len(usual) // (_KEPT // 2 - 10))
        found.append([notice for notice, _ in rare + usual[::step]][: _KEPT // 2])
    return [Notice(*notice) for pair in zip(*found, strict=False) for notice in pair]


@pytest.fixture(scope="session")
def press_of(bench, short_notices, tmp_path_factory):
    """``press_of("fold")``: the press for a layout, its form measured once."""
    made = {}

    def press(layout, **how):
        key = (layout, *sorted(how.items()))
        if key not in made:
            folder = tmp_path_factory.mktemp(layout)
            form = form_of(bench, layout, folder / "clean", **how)
            expectation = expectation_of(bench)
            made[key] = Press(bench, layout, form, folder, short_notices, expectation)
        return made[key]

    return press
