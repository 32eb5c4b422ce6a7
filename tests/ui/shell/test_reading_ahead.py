"""The code of all screens is read ahead, and a stall of the window is found with the act that it belongs to."""

import inspect
import time
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import app.ui
from app.month.looking.workbench import Workbench
from app.notice.postal import PostalDictionary
from app.ui.bench_use import STALL_MS, Heart, told
from app.ui.shell.reading_ahead import PAGES, leave_alone, read_pages
from app.ui.shell.sample import towns_beside

_PARTS = {"file_page", "choose_page", "approval_page", "counts_page", "logs_page", "login_page", "carry_page"}
"""What a screen reads with its own page, or what stands before everything."""
_NOT_OF_THE_RAIL = {"atlas_page", "learning_page", "drill_page", "review_page"}


def test_the_page_of_every_screen_is_read_ahead():
    read: list[str] = []
    read_pages(read.append)
    assert all(find_spec(name) for name in read)
    pages = {path.stem for path in Path(app.ui.__path__[0]).glob("*/*_page.py")}
    assert pages - _PARTS - _NOT_OF_THE_RAIL <= {page.split(".")[1] for page in PAGES}


def test_a_window_that_works_is_a_stall_with_its_act_and_one_that_is_free_is_none(qapp):
    heart = Heart()
    heart.begin()
    heart.act = "空いている"
    heart.beat()
    heart.act = "働く"
    till = time.thread_time() + 2 * STALL_MS / 1000
    while time.thread_time() < till:
        pass
    heart.beat()
    heart.end()
    found = told(heart.gaps)
    assert found["use_stalls"] == 1 and "働く" in found["use_worst"][0]


def test_an_address_waits_for_no_dictionary_once_the_volume_stood_for_a_moment(qtbot, jobs):
    postal = PostalDictionary()
    bench = SimpleNamespace(equipment=SimpleNamespace(postal=postal))
    with qtbot.waitSignal(jobs.idle, timeout=60_000):
        leave_alone(cast(Workbench, bench), jobs)
    assert "_town_names" in postal.__dict__


def test_the_towns_are_read_by_the_time_a_sample_is_open():
    with PostalDictionary() as postal:
        with towns_beside(postal):
            pass
        assert "_town_names" in vars(postal)


def test_a_dictionary_that_cannot_be_read_keeps_no_sample_from_being_opened(tmp_path):
    with towns_beside(PostalDictionary(tmp_path / "none.db")):
        opened = True
    assert opened


def test_qt_reads_no_source_of_what_is_imported_after_it(monkeypatch, tmp_path):
    read: list[object] = []
    monkeypatch.setattr(inspect, "getsource", lambda module: read.append(module) or "")
    (tmp_path / "made_up_after_qt.py").write_text("THING = 1\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import made_up_after_qt

    assert made_up_after_qt.THING == 1
    assert not read
