"""What commands load: all that is loaded is waited for."""

import json
import subprocess
import sys

import pytest

from app.commands.bench import GOALS, beside_text, goals_text, read_results
from app.errors import KenpanError

LATER = (
    "PIL", "PySide6", "alembic", "app.cases", "app.equipment.loading", "app.proof.captures", "app.proof.printed",
    "app.sheet", "app.training", "app.ui", "barcode", "cv2", "fontTools", "holidays", "jaconv", "pymupdf", "segno",
    "sqlalchemy", "zxingcpp",
)  # fmt: skip

SHOW = """
import json, sys
from app.commands.main import main
assert main(["show", sys.argv[1], sys.argv[2], "1", "--json"]) == 0
print(json.dumps(sorted(sys.modules)))
"""


def test_a_shown_record_waits_for_nothing_that_only_a_sheet_or_a_window_needs(sample_folder):
    command = [sys.executable, "-c", SHOW, str(sample_folder), "ZMGKK#2101"]
    loaded = json.loads(subprocess.run(command, check=True, capture_output=True).stdout.splitlines()[-1])
    assert "app.month.looking.export" in loaded
    assert [name for name in loaded if any(name == one or name.startswith(f"{one}.") for one in LATER)] == []


@pytest.mark.parametrize(("ratio", "sign"), [(2.0, "○"), (2.01, "×")])
def test_a_ratio_over_its_goal_is_told_from_one_within_it(ratio, sign):
    assert GOALS["show_per_bare"][1] == 2.0
    assert goals_text({"show_per_bare": ratio, "data_mb": 1}).startswith(f"{sign} kenpan show")


def test_what_was_measured_before_stands_beside_it(tmp_path):
    path = tmp_path / "before.json"
    path.write_text('{"show_per_bare": 1.5, "machine": "x"}', "utf-8")
    assert "前回 1.5 倍" in goals_text({"show_per_bare": 1.6}, read_results(path))
    path.write_text('{"version": "0.0.9", "open_seconds": 2, "window_mb": 300, "show_per_bare": 1.5}', "utf-8")
    now = {"version": "0.1.0", "open_seconds": 1.5, "show_per_bare": 1.6, "new_ms": 3}
    assert beside_text(now, read_results(path)).splitlines() == [
        "kenpan 0.1.0（前回 0.0.9）",
        "・ open_seconds　1.5（前回 2）",
    ]
    path.write_text("[1]", "utf-8")
    with pytest.raises(KenpanError) as caught:
        read_results(path)
    assert caught.value.code == "bench.before"
