"""What the post takes a piece for: 定形 or 定形外, weight class, fee (N 委託要領別紙12, 内国郵便約款)."""

from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple, cast, get_args

from app.toml_table import FileKind, Table

Size = Literal["standard", "nonstandard"]
SIZE_WORDS: dict[Size, str] = {"standard": "定形", "nonstandard": "定形外"}
_KIND = FileKind("posting.settings", "郵便の区分の表", "resources/posting.toml を元に戻してください。")
_LONGEST_MM, _HEAVIEST_G, _MOST_YEN = 2_000.0, 30_000, 100_000


class PostClass(NamedTuple):
    """A row of the slip: up to so many grams at so many yen, 0 where the slip leaves the fee open."""

    size: Size
    grams: int
    yen: int

    @property
    def weight(self) -> str:
        """As the slip writes it: ``50g 以内``, ``1K 以内``."""
        return f"{self.grams // 1000}K 以内" if self.grams % 1000 == 0 else f"{self.grams}g 以内"

    @property
    def name(self) -> str:
        """``定形 50g 以内``."""
        return f"{SIZE_WORDS[self.size]} {self.weight}"


@dataclass(frozen=True, slots=True)
class Posting:
    """``length``, ``height``: least and most of 定形 (mm, length the longer side); ``thickness`` (mm) the most;
    ``classes`` in the order of the slip.
    """

    length: tuple[float, float]
    height: tuple[float, float]
    thickness: float
    classes: tuple[PostClass, ...]

    def misfits(self, width: float, height: float, thickness: float) -> tuple[str, ...]:
        """Why an envelope (mm) is no 定形 (Japanese); what lies exactly on a limit fits."""
        found = []
        for word, value, (least, most) in (
            ("長さ", max(width, height), self.length),
            ("幅", min(width, height), self.height),
        ):
            if not least <= value <= most:
                found.append(f"{word} {value:g} mm（定形は {least:g}〜{most:g} mm）")
        if thickness > self.thickness:
            found.append(f"厚さ {thickness:.1f} mm（定形は {self.thickness:g} mm まで）")
        return tuple(found)

    def class_of(self, size: Size, grams: float) -> PostClass | None:
        """The lightest class that takes it; a 定形 that is too heavy is 定形外. ``None``: too heavy for the post."""
        own = [one for one in self.classes if grams <= one.grams and size in (one.size, "standard")]
        return min(own, key=lambda one: (one.size != size, one.grams), default=None)


@cache
def load_posting() -> Posting:
    """The table in ``resources/posting.toml``; ``KenpanError`` ``posting.settings`` if it cannot be used."""
    top = Table.of_resource(_KIND, "posting.toml")
    top.choice("format", ("kenpan-posting-1",))
    top.words("source")
    standard = top.child("standard")
    standard.choice("status", ("specified", "inferred"))
    made = Posting(
        _range(standard, "length"),
        _range(standard, "height"),
        standard.number("thickness", 0.1, _LONGEST_MM),
        tuple(_class(row) for row in top.children("class")),
    )
    standard.done()
    top.done()
    if len({one[:2] for one in made.classes}) != len(made.classes):
        raise top.error("同じ区分が二つあります。", "class")
    return made


def _class(row: Table) -> PostClass:
    size = cast(Size, row.choice("size", get_args(Size)))
    made = PostClass(size, row.whole("grams", 1, _HEAVIEST_G), row.whole("yen", 0, _MOST_YEN))
    row.done()
    return made


def _range(row: Table, key: str) -> tuple[float, float]:
    """Least and most, in mm."""
    value = row.raw(key)
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(one, float) for one in value):
        raise row.error("下限と上限（mm）の二つの数ではありません。", key)
    least, most = map(float, value)
    if not 0 < least <= most <= _LONGEST_MM:
        raise row.error("下限が上限より大きいか、範囲の外です。", key)
    return least, most
