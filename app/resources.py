"""Where the data files lie that an expert changes without touching code."""

import sys
from pathlib import Path

_ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))
RESOURCES = _ROOT / "resources"


def resource(*parts: str) -> Path:
    """Path of a file under ``resources/``, both from source and in the built program."""
    return RESOURCES.joinpath(*parts)
