"""The code of all screens is read ahead, and a stall of the window is found with the act that it belongs to."""

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
