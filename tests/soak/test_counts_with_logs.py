"""What the sample maker's machines did wrong is named once by the counts, and what they did right is not."""

import pytest

from app.month.counts.gathering import tally
from app.month.logs.reading import codes_of, open_logs
from app.notice.piece_id import PieceRun
from app.training.machine_logs import make_machine_logs
from app.workstation.settings import Settings
from tests.sizes import SOAK

FAULTS = {
    "lost": ("printed", "inserted"),
    "double": ("weighed", "posted"),
    "unreplaced": ("data", "printed"),
}
HARMLESS = ("foreign", "order", "cut", "twice", "other_month", "by_hand")
"""Whatever else is wrong with these, no number is."""
SETS = [((name,), (pair,)) for name, pair in FAULTS.items()] + [((name,), ()) for name in HARMLESS]
SETS = SETS if SOAK else [(tuple(FAULTS), tuple(FAULTS.values()))]


@pytest.mark.soak
@pytest.mark.parametrize(("defects", "pairs"), SETS)
def test_each_fault_of_the_machines_is_one_difference(bench, tmp_path, defects, pairs):
    run = PieceRun("2026-11", 1, 1, 0)
    make_machine_logs(tmp_path / "logs", bench.notices.values(), bench.media.volume.volume, run, defects)
    logs = open_logs(bench, tmp_path / "logs", codes_of(Settings()))
    found = tally(bench, None, logs.tally.lives).table
    assert sorted((one.left, *one.right) for one in found.differences) == sorted(pairs)
    assert all(len(one.places) == 1 for one in found.differences)
