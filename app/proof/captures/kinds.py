"""Which of some files are captures of paper, and which are prints."""

from collections.abc import Sequence
from pathlib import Path

from app.confined.children import Children
from app.confined.limits import NotReadError
from app.errors import KenpanError
from app.proof.captures.run import DESCRIBE, LIMITS


def are_captures(files: Sequence[Path]) -> bool:
    """Whether these files are captures and no prints; ``KenpanError`` ``print.mixed`` if some are."""
    captures, prints = captures_and_prints(files)
    if captures and prints:
        what = "印刷データと取り込み画像が混ざっています。"
        raise KenpanError("print.mixed", what, "分けて照合してください。", file=captures[0].name)
    return bool(captures)


def captures_and_prints(files: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Which of these are captures, and which prints; what cannot be opened goes with the captures where there are
    some, else with the prints.
    """
    with Children(1, LIMITS) as children:
        kinds = [(file, _kind(children, file)) for file in files]
    other = "print" if all(kind != "image" for _, kind in kinds) else "image"
    by_kind = [(file, kind or other) for file, kind in kinds]
    return [file for file, kind in by_kind if kind == "image"], [file for file, kind in by_kind if kind != "image"]


def _kind(children: Children, file: Path) -> str:
    try:
        return str(children.run(DESCRIBE, str(file))["kind"])
    except (KenpanError, NotReadError, KeyError, TypeError):
        return "image" if file.suffix.lower() in (".tif", ".tiff", ".png", ".jpg") else ""
