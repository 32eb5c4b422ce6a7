"""What a check says of each planted defect, word for word: a wrong record, place or figure misleads people."""

import tomllib
from pathlib import Path

SAID: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parents[2] / "data" / "said_of_defects.toml").read_text("utf-8")
)
"""By the stage that a defect belongs to."""
