"""What the program loads before somebody logs in: all that is loaded is waited for."""

import json
import os
import subprocess
import sys

from app.ui.bench_starts import LOGIN

LATER = (
    "PIL", "alembic", "app.checks", "app.month.reception", "app.month.schedule", "app.proof.printed", "app.sheet",
    "app.training", "app.ui.atlas.atlas_page", "app.ui.board.board_page", "app.ui.findings.findings_page",
    "app.ui.review", "app.ui.rounds.round_page", "barcode", "cv2", "fontTools", "holidays", "jaconv", "numpy",
    "openpyxl", "psutil", "pymupdf", "segno", "zxingcpp",
)  # fmt: skip


def test_the_login_waits_for_nothing_that_is_needed_later(tmp_path):
    home = {name: str(tmp_path) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    told = "import json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", f"{LOGIN}\n{told}"], check=True, capture_output=True, env={**os.environ, **home}
    )
    loaded = json.loads(done.stdout)
    assert "app.ui.login.login_page" in loaded
    early = [name for name in loaded if any(name == one or name.startswith(f"{one}.") for one in LATER)]
    assert early == []
