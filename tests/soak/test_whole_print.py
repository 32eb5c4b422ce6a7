"""A run of 20,000 pages in a layout that is not ours: learned, compared, killed, resumed, and done by a cluster.

``KENPAN_SOAK=1`` prints 20,000 pages and starts two Dask workers; otherwise 120 pages, and no cluster. Each comparison
is a process of its own, so that it can be killed as a whole and its memory is its own.
"""

import json
import multiprocessing
import os
import signal
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest

from app.month.looking.opening import open_folder
from app.proof.learning.run import learn_print
from app.proof.printed.cluster import cluster_of
from app.proof.printed.expected import expectation_of
from app.proof.printed.model import Notice
from app.proof.printed.run import RANGE, STAGE, compare_print
from app.sheet.measured_file import measured_files, read_measured_folder
from app.training.printing.defects import EACH, usual
from app.training.printing.job import print_month
from app.training.printing.layout import print_layout
from app.training.printing.plan import notices_of
from app.training.sample import make_sample
from app.workstation.settings import Settings
from tests.proof.printed.conftest import roomy
from tests.proof.printed.forms import written
from tests.proof.printed.test_compare import LIES
from tests.proof.printed.verdicts import wrong_verdicts
from tests.sizes import SOAK, sized

pytestmark = [pytest.mark.soak, pytest.mark.skipif(os.name == "nt", reason="kills a process as a whole")]
LAYOUT = "fold"
NOTICES, LEARNED_OF = sized(60, 10_040), 20
MARKS = sized((48, 96), (2_000, 10_000, 20_000))
"""Pages after which memory is looked at."""
_FLAT = 1.1


@dataclass(frozen=True)
class Whole:
    """A print, with what was planted in it: where everything lies that a process needs to compare it."""

    folder: Path
    pages: int
    defects: tuple


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    make_sample(folder / "media", establishments=sized(300, 13_000))
    bench = open_folder(folder / "media", Settings())
    expectation = expectation_of(bench)
    measured = [Notice(*one) for scheme in ("kounen", "senpo") for one in notices_of(bench, (scheme,))[:LEARNED_OF]]
    proofs = written(print_month(bench, LAYOUT, selection=measured), folder / "proofs")
    for name, raw in measured_files(learn_print(proofs, expectation, bench.equipment.fonts).form).items():
        (folder / "form").mkdir(exist_ok=True)
        (folder / "form" / name).write_bytes(raw)
    fitting = [one for one in expectation.all() if roomy(bench.content(*one))]
    few = [one for one in fitting if bench.content(*one).scheme == "senpo"][: NOTICES // 4]
    chosen = set(few) | set([one for one in fitting if one not in set(few)][: NOTICES - len(few)])
    planted = ["digit", "comma", "lost", "back_swapped"]
    if SOAK:  # a print that is shuffled as a whole has no order that two of its pages could be out of
        planted = [*(one for one in usual(print_layout(LAYOUT)) if one != "disordered"), *LIES, EACH]
    job = print_month(bench, LAYOUT, selection=[one for one in fitting if one in chosen], defects=planted, shuffle=True)
    written(job, folder / "print")
    held = {Notice(panel.file, panel.record) for _, panel in job.panels() if panel.record >= 0}
    held |= {Notice(one.file, one.record) for one in job.defects if one.record >= 0}
    wanted = [one for one in expectation.all() if one in held]
    (folder / "wanted.json").write_text(json.dumps(wanted))
    return Whole(folder, len(job.pages), job.defects)  # what else is known of the pages takes gigabytes


def compared(folder, name, *, resume=False, killed_at=None, scheduler=None):
    """A process's work: the comparison, its result and what memory it took as JSON. ``killed_at``: after so many pages
    it is killed with all that it holds.
    """
    bench = open_folder(folder / "media", Settings())
    taken = {}

    def progress(stage, done, _total):
        if stage != STAGE:
            return
        own = psutil.Process()
        if killed_at is not None and done >= killed_at:
            os.kill(own.pid, signal.SIGKILL)
        for mark in MARKS:
            if done >= mark and mark not in taken:
                taken[mark] = [own.memory_info().rss, *(one.memory_info().rss for one in own.children(recursive=True))]

    result = compare_print(
        sorted((folder / "print").glob("*.pdf")),
        read_measured_folder(folder / "form"),
        expectation_of(bench),
        bench.equipment.fonts,
        wanted=[Notice(*one) for one in json.loads((folder / "wanted.json").read_text())],
        jobs=2,
        workers=None if scheduler is None else lambda own: cluster_of(scheduler, None, own),
        resume=folder / "resume" if resume else None,
        progress=progress,
    )
    told = result.as_json()
    told.pop("machines", None)
    (folder / f"{name}.json").write_bytes(json.dumps(told).encode())
    (folder / f"{name}.memory.json").write_text(json.dumps(taken))


def process(whole, name, **how):
    """The same in a process of its own: how that ended, and what it told."""
    started = multiprocessing.get_context("spawn").Process(target=compared, args=(whole.folder, name), kwargs=how)
    started.start()
    started.join()
    told = whole.folder / f"{name}.json"
    return started.exitcode, told.read_bytes() if told.exists() else None


def told_by_its_neighbours(whole):
    """The defects; that of an item which 20 proofs showed too seldom to place it is told by where the others stand."""
    form = read_measured_folder(whole.folder / "form")
    for one in whole.defects:
        panels = [panel for (side, _), panel in form.panels.items() if side == one.side]
        unplaced = {item for panel in panels for item in panel.unplaced}
        placed = {item.id for panel in panels for block in panel.blocks for item in block.items}
        seldom = one.item in unplaced or (one.item is not None and one.item not in placed)
        yield replace(one, rules=(*one.rules, "print.moved"), item=None) if seldom else one


@pytest.fixture(scope="module")
def alone(whole):
    """The run that nobody disturbed."""
    ended, told = process(whole, "alone")
    assert ended == 0
    return told


def test_every_planted_defect_is_found_and_no_other(whole, alone):
    from app.proof.compared.result_file import result_of

    result = result_of(alone).result
    assert result.pages == whole.pages >= sized(118, 20_000)
    assert len(whole.defects) >= sized(4, 80)
    spoilt = replace(whole, defects=tuple(told_by_its_neighbours(whole)))
    problems = wrong_verdicts(spoilt, result)
    assert not problems, "\n".join(problems)


def test_memory_does_not_grow_with_the_pages(whole, alone, capsys):
    assert alone
    taken = {int(mark): own for mark, own in json.loads((whole.folder / "alone.memory.json").read_text()).items()}
    with capsys.disabled():
        for mark, own in taken.items():
            print(f"\n{mark:,} pages: {sum(own) >> 20} MB in all, {own[0] >> 20} MB the first process", flush=True)
    assert sorted(taken) == list(MARKS)
    if SOAK:  # of so few pages the first ones have all that is kept
        assert sum(taken[MARKS[-1]]) <= _FLAT * sum(taken[MARKS[0]])


def test_a_run_that_was_killed_goes_on_and_says_the_same(whole, alone):
    half = whole.pages // 2
    assert process(whole, "killed", resume=True, killed_at=half) == (-signal.SIGKILL, None)
    kept = (whole.folder / "resume").read_text()
    assert len(kept.splitlines()) - 1 >= half // RANGE // 2, "it goes on there"
    assert not any(word in kept for word in ("見本", "株式", "ZMGK"))
    assert process(whole, "resumed", resume=True) == (0, alone)
    assert not (whole.folder / "resume").exists()


@pytest.mark.skipif(not SOAK, reason="starts four processes")
def test_two_workers_of_a_cluster_say_the_same(whole, alone, tmp_path):
    from tests.soak.test_cluster import cluster

    with cluster(tmp_path, 2) as (address, _):
        assert process(whole, "spread", scheduler=address) == (0, alone)
