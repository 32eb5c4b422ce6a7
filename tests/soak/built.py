"""How the built program is started: as an ordinary user, in an empty network, with nothing of this environment."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534


def command(program: Path, home: Path, *words: str, **own: str) -> list[str]:
    """What starts it; ``own`` is its environment besides."""
    if os.getuid() == 0:
        user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        outside = ["unshare", "--net", *user]
    else:
        outside = ["unshare", "--net", "--map-current-user"]
    told = {"HOME": str(home), "LANG": "C.UTF-8", "PATH": "/nowhere", "QT_QPA_PLATFORM": "offscreen", **own}
    alone = ["env", "-i", *(f"{name}={value}" for name, value in told.items())]
    return [*outside, *alone, str(program), *words]


def run(program: Path, home: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """To its end."""
    return subprocess.run(command(program, home, *words), cwd=home, capture_output=True, check=False)


def given_to_the_user(*places: Path) -> None:
    """Folders and files of whoever works there."""
    if os.getuid() == 0:
        for place in places:
            for path in (place, *place.rglob("*")):
                shutil.chown(path, NOBODY, NOBODY)
