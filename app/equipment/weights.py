"""What a piece weighs, from the papers it is made of (N 委託要領別紙3, 別紙4); flyers as the house weighs them."""

from dataclasses import dataclass
from functools import cache

from app.notice.model import FlyerExpectation, FlyerSize
from app.sheet.envelope import Envelope
from app.sheet.paper import Paper
from app.toml_table import FileKind, Table

_KIND = FileKind("weights.settings", "重さの表", "resources/weights.toml を元に戻してください。")
_MM2_PER_M2 = 1_000_000.0
_REAM = 1_000
_MOST_G = 10_000.0


@dataclass(frozen=True, slots=True)
class Weights:
    """``sheet`` and ``envelope`` in g/m² of their papers; ``laps``: area of the cut envelope by that of its two sides;
    ``more``: films and glue (g); ``flyers`` (g) by size; ``bundle``: the most that one bundle weighs (g); ``inferred``:
    what is no specified value, in Japanese.
    """

    sheet: float
    envelope: float
    laps: float
    more: float
    flyers: dict[FlyerSize, float]
    bundle: float
    inferred: str

    def piece(self, paper: Paper, envelope: Envelope, flyers: FlyerExpectation, sheets: int) -> float:
        """Grams of an envelope with ``sheets`` notices and their inserts, one of each."""
        own = sheets * self.sheet * paper.width * paper.height / _MM2_PER_M2
        around = self.envelope * self.laps * 2 * envelope.width * envelope.height / _MM2_PER_M2 + self.more
        return own + around + sum(self.flyers[one.size] for one in flyers.flyers)


@cache
def load_weights() -> Weights:
    """The table in ``resources/weights.toml``; ``KenpanError`` ``weights.settings`` if it cannot be used."""
    top = Table.of_resource(_KIND, "weights.toml")
    top.choice("format", ("kenpan-weights-1",))
    bundle = top.number("bundle_g", 1.0, _MOST_G)
    sheet, envelope = top.child("sheet"), top.child("envelope")
    flyers: dict[FlyerSize, float] = {}
    inferred = []
    for size in ("A4", "A3"):
        row = top.child(f"flyer_{size.lower()}")
        flyers[size] = row.number("grams", 0.0, _MOST_G)
        if row.choice("status", ("specified", "inferred")) == "inferred":
            inferred.append(f"チラシ {size}")
        row.done()
    made = Weights(
        _per_m2(sheet),
        _per_m2(envelope),
        envelope.number("laps", 1.0, 3.0),
        envelope.number("more_g", 0.0, 100.0),
        flyers,
        bundle,
        f"{'・'.join(inferred)}の重さは推定値です。" if inferred else "",
    )
    for part in (sheet, envelope, top):
        part.done()
    return made


def _per_m2(row: Table) -> float:
    """g/m² of a paper by its 連量."""
    row.words("paper")
    row.choice("status", ("specified", "inferred"))
    parent = row.raw("parent")
    if (
        not isinstance(parent, list)
        or len(parent) != 2
        or not all(isinstance(one, float) and one > 0 for one in parent)
    ):
        raise row.error("「parent」が、親紙の縦横（mm）ではありません。", "parent")
    area = float(parent[0]) * float(parent[1]) / _MM2_PER_M2
    return row.number("ream_kg", 0.1, 1_000.0) * 1_000 / _REAM / area
