"""What a piece weighs and how thick it is, by its papers (N 委託要領別紙3, 4); flyers as the house weighs them."""

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
    what is no specified value, in Japanese. ``thick``: mm that a sheet, an envelope and each flyer add, folded;
    ``spread``: what part of a piece's weight the scale lets pass, each way.
    """

    sheet: float
    envelope: float
    laps: float
    more: float
    flyers: dict[FlyerSize, float]
    bundle: float
    inferred: str
    thick: dict[str, float]
    spread: float

    def piece(self, paper: Paper, envelope: Envelope, flyers: FlyerExpectation, sheets: int) -> float:
        """Grams of an envelope with ``sheets`` notices and their inserts, one of each."""
        own = sheets * self.notice(paper)
        around = self.envelope * self.laps * 2 * envelope.width * envelope.height / _MM2_PER_M2 + self.more
        return own + around + sum(self.flyers[one.size] for one in flyers.flyers)

    def notice(self, paper: Paper) -> float:
        """Grams of one notice."""
        return self.sheet * paper.width * paper.height / _MM2_PER_M2

    def thickness(self, flyers: FlyerExpectation, sheets: int) -> float:
        """Millimetres of the same, pressed flat."""
        own = sheets * self.thick["sheet"] + self.thick["envelope"]
        return own + sum(self.thick[one.size] for one in flyers.flyers)

    def limits(self, grams: float) -> tuple[float, float]:
        """What the scale lets pass of a piece that should weigh so much."""
        return grams * (1 - self.spread), grams * (1 + self.spread)

    def tells(self, grams: float, insert: float) -> bool:
        """Whether a piece without an insert of this weight, or with another one, is always outside these limits."""
        low, high = self.limits(grams)
        return (grams - insert) * (1 + self.spread) < low and (grams + insert) * (1 - self.spread) > high


@cache
def load_weights() -> Weights:
    """The table in ``resources/weights.toml``; ``KenpanError`` ``weights.settings`` if it cannot be used."""
    top = Table.of_resource(_KIND, "weights.toml")
    top.choice("format", ("kenpan-weights-1",))
    bundle = top.number("bundle_g", 1.0, _MOST_G)
    sheet, envelope = top.child("sheet"), top.child("envelope")
    flyers: dict[FlyerSize, float] = {}
    inferred = []
    thick = {"sheet": _thick(sheet), "envelope": _thick(envelope)}
    for size in ("A4", "A3"):
        row = top.child(f"flyer_{size.lower()}")
        flyers[size] = row.number("grams", 0.0, _MOST_G)
        thick[size] = _thick(row)
        if row.choice("status", ("specified", "inferred")) == "inferred":
            inferred.append(f"チラシ {size}")
        row.done()
    scale = top.child("scale")
    scale.choice("status", ("specified", "inferred"))
    made = Weights(
        _per_m2(sheet),
        _per_m2(envelope),
        envelope.number("laps", 1.0, 3.0),
        envelope.number("more_g", 0.0, 100.0),
        flyers,
        bundle,
        f"{'・'.join(inferred)}の重さは推定値です。" if inferred else "",
        thick,
        scale.number("percent", 0.0, 50.0) / 100,
    )
    for part in (sheet, envelope, scale, top):
        part.done()
    return made


def _thick(row: Table) -> float:
    """Millimetres that one of it adds to a piece."""
    return row.number("layer_mm", 0.0, 10.0) * row.whole("layers", 1, 64)


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
