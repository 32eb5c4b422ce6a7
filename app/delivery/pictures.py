"""A page of a delivered form as a picture, drawn in a limited child: what the eye sees, and nothing runs."""

from typing import NamedTuple

from app.confined.children import run
from app.confined.limits import Limits, NotReadError
from app.errors import KenpanError

_LIMITS = Limits(memory_mb=1024, cpu_s=20, wall_s=60.0, result_mb=64)
DPI = 110


class PagePicture(NamedTuple):
    """``pixels``: grey, ``width`` × ``height`` bytes, top left first; ``pages``: how many of the file."""

    pixels: bytes
    width: int
    height: int
    pages: int


def picture_of(raw: bytes, number: int, name: str, dpi: int = DPI) -> PagePicture:
    """A page by its 0-based number. ``KenpanError`` ``delivery.unreadable``."""
    try:
        told = run("app.delivery.intake.child:picture", raw, number, dpi, limits=_LIMITS)
        made = PagePicture(told["pixels"], told["width"], told["height"], told["pages"])
        if len(made.pixels) == made.width * made.height:
            return made
        what = "頁の画像が不完全です。"
    except (KenpanError, NotReadError) as error:
        what = error.what
    except (KeyError, TypeError) as error:
        raise KenpanError(
            "delivery.unreadable", "頁を表示できません。", "受け取り直してください。", file=name
        ) from error
    raise KenpanError("delivery.unreadable", what, "受け取り直してください。", file=name)
