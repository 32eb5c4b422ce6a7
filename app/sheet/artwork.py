"""版下: the official artwork of a form, a PDF with one page for each panel. It is whole, or it is refused."""

from collections.abc import Sequence
from pathlib import Path

from app.bounded import read_regular, why
from app.confined.children import run
from app.confined.limits import Limits, NotReadError
from app.confined.remembered import Remembered
from app.sheet.form_file import invalid

MOST_BYTES = 32 << 20
_LIMITS = Limits(memory_mb=1024, cpu_s=15, wall_s=60.0, result_mb=1)
_FAULTS: Remembered[object] = Remembered(8)

_WHAT = {
    "not_pdf": "PDF ではありません。",
    "encrypted": "暗号化されています。",
    "damaged": "壊れているか、途中で切れています。",
    "pages": "ページが面の数（宛名面・表・裏）と合いません。",
    "size": "ページの大きさが面と合いません。",
    "many": "大きすぎます。",
}


def read_artwork(file: str, path: Path, panels: Sequence[tuple[float, float]]) -> bytes:
    """The bytes of the 版下 that the form ``file`` names, after a limited child has read and drawn all of it.

    ``panels``: width and height of each, mm, in the order of its pages.

    ``KenpanError`` ``form.invalid`` that names it: not there, empty, no PDF, encrypted, damaged, cut off, too large,
    or with other pages than the panels.
    """

    def refuse(what: str) -> Exception:
        return invalid(file, "background", f"版下「{path.name}」は使えません。{what}")

    try:
        data = read_regular(path, MOST_BYTES)
    except FileNotFoundError as error:
        raise invalid(file, "background", f"版下「{path.name}」がありません。") from error
    except OSError as error:
        raise refuse(why(error) or "読めません。") from error
    if not data:
        raise refuse("空です。")
    sizes = [list(panel) for panel in panels]
    try:
        fault = _FAULTS.get(
            data, lambda: run("app.sheet.foreign_pdf:fault_of", data, sizes, limits=_LIMITS), str(sizes)
        )
    except NotReadError as error:
        raise refuse(_WHAT["damaged"] if error.reason == "broken" else error.what) from error
    if fault is not None:
        raise refuse(_WHAT.get(str(fault), _WHAT["damaged"]))
    return data
