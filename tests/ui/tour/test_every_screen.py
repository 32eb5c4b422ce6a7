"""Nothing is cut off, covered, outside of its window or out of Tab's reach: the screens of the rail on a small screen
in every run, the whole tour at three sizes of screen and two of text in the soak.
"""

import pytest

from app.signoff.book import open_book
from app.signoff.signing_key import KdfCost
from app.training.practice import LEAD, practice
from app.ui.kit.tokens import POINTS
from app.ui.shell.layout import Appearance
from app.ui.shell.screens import SCREENS
from app.ui.shell.window import MainWindow
from app.ui.tour import look_at_sizes, people
from app.ui.tour.camera import settle, wait_for
from app.ui.tour.fitting import misfits
from app.ui.tour.screen_size import ALL, REPORT
from app.ui.tour.tabbing import unreached
from app.workstation.settings import Settings
from tests.sizes import SOAK

ROOM = ALL[0].room
_NEVER_LOCKED = 120
CROWDED = frozenset(("media", "board", "dummies", "people"))
"""Looked at in normal text, too; the soak does so with all of them."""


def _look(window, name, told, *, tab=True):
    wait_for(window.jobs)
    settle()
    told += [f"{name}: {one}" for one in (*misfits(window), *(unreached(window) if tab else ()))]
    if window.size() != ROOM:
        told.append(f"{name}: the window is {window.width()}×{window.height()}")


def _screens(window):
    return [one.id for one in SCREENS if one.id in window.rail.buttons and window.rail.buttons[one.id].isVisible()]


def test_every_screen_fits_a_small_one_and_tab_comes_to_all_of_it(qapp, themed, bench, tmp_path):
    trained = practice(tmp_path)
    settings = Settings(lock_minutes=_NEVER_LOCKED)
    window = MainWindow(
        settings, open_book(f"sqlite:///{tmp_path / 'renshu.db'}", cost=KdfCost(1, 64, 1), practice=True)
    )
    window.kept.unchosen = Appearance(large=True)
    window.resize(ROOM)
    window.show()
    told, seen = [], set()
    try:
        people.enter(window, trained, LEAD)
        window.show_volume(bench)
        window.signoff.page("lessons").show_bench(bench)
        for text in ("large", "normal"):
            for name in _screens(window):
                if text == "large" or name in CROWDED:
                    window.signoff.open_screen(name)
                    _look(window, f"{name} {text}", told, tab=text == "large")
                    seen.add(name)
            if window.menus.large.isChecked():
                window.menus.large.trigger()
        assert qapp.font().pointSizeF() == POINTS["normal"]
    finally:
        people.close_window(window)
        trained.book.engine.dispose()
    assert {"today", "board", "media", "compare", "people", "ledger", "lessons"} <= seen
    assert not told, "\n".join(told)


@pytest.mark.skipif(not SOAK, reason="the tour six times")
@pytest.mark.timeout(7200)
def test_nothing_of_any_screen_is_cut_covered_or_out_of_reach_at_any_size(qapp, themed, tmp_path):
    written = look_at_sizes(tmp_path, ALL, ("normal", "large"))
    report = (tmp_path / REPORT).read_text(encoding="utf-8")
    assert len({path.parent for path in written if path.suffix == ".png"}) == 6
    assert report.splitlines()[-1] == "0 faults", report
