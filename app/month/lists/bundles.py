"""引き抜き in bundles: which pieces go to which pension office, in bundles of at most 4 kg (N 委託要領6(2)).

The plan follows from the lists and the weights alone, so that every workstation has the same; what a bundle holds is
scanned, piece by piece, before it is closed.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from app.canonical import canonical, digest
from app.equipment.weights import Weights, load_weights
from app.lists.redirects import ListedRow
from app.month.looking.workbench import Workbench
from app.notice.offices import Office
from app.progress import Progress, no_progress

Verdict = Literal["in", "again", "other", "foreign"]
WORDS: dict[Verdict, str] = {
    "in": "○ この束の現品です",
    "again": "▲ もう読み取った現品です",
    "other": "× 別の束の現品です",
    "foreign": "× 引き抜きの現品ではありません",
}


class PulledPiece(NamedTuple):
    """One envelope (通): the establishment's row, the 現品ID of its notices, and what it should weigh (g)."""

    row: ListedRow
    ids: tuple[str, ...]
    grams: float


@dataclass(frozen=True, slots=True)
class Bundle:
    """``number`` of ``of`` bundles for one office (its code); ``office`` as the list of offices has it."""

    code: str
    number: int
    of: int
    office: Office | None
    pieces: tuple[PulledPiece, ...]

    @property
    def key(self) -> str:
        """What it is called in the ledger."""
        return f"{self.code}-{self.number}"

    @property
    def name(self) -> str:
        """What it is called on screen and paper."""
        title = self.code if self.office is None else f"{self.office.name}（{self.code}）"
        return f"{title}　{self.number}／{self.of}"

    @property
    def grams(self) -> float:
        """What all its pieces should weigh."""
        return sum(one.grams for one in self.pieces)

    @property
    def ids(self) -> frozenset[str]:
        """The 現品ID that must be scanned: the first notice of each envelope, whose code shows through its window."""
        return frozenset(one.ids[0] for one in self.pieces)

    @property
    def notices(self) -> str:
        """SHA-256 of which notices are in it, by file and record."""
        return digest(canonical(sorted([file, record] for one in self.pieces for file, record in one.row.records)))


def plan_bundles(
    bench: Workbench, weights: Weights | None = None, progress: Progress = no_progress
) -> tuple[Bundle, ...]:
    """The bundles of the open month's lists, by office; none where the lists are not read. Not for the GUI thread."""
    table = weights or load_weights()
    listed = () if bench.lists is None else bench.lists.rows
    rows = [one for one in listed if one.state == "matched" and one.kind == "pull"]
    by_office: dict[str, list[PulledPiece]] = {}
    for at, row in enumerate(sorted(rows, key=lambda one: (one.found.key if one.found else (b"",), one.number))):
        progress("束の計画", at, len(rows))
        if row.found is not None:
            by_office.setdefault(row.found.key.office.decode("ascii"), []).append(_piece(bench, row, table))
    return tuple(
        Bundle(code, at, len(parts), _office(bench, code), tuple(part))
        for code, pieces in sorted(by_office.items())
        for parts in (_split(pieces, table.bundle),)
        for at, part in enumerate(parts, 1)
    )


def judge_scan(
    bundles: tuple[Bundle, ...], bundle: Bundle, scanned: frozenset[str], piece_id: str
) -> tuple[Verdict, str]:
    """What a scan means while this bundle is packed, and which other bundle it belongs to."""
    if piece_id in bundle.ids:
        return ("again" if piece_id in scanned else "in"), ""
    other = next((one for one in bundles if any(piece_id in piece.ids for piece in one.pieces)), None)
    if other is None:
        return "foreign", ""
    return ("again", "") if other is bundle else ("other", other.name)


def _piece(bench: Workbench, row: ListedRow, weights: Weights) -> PulledPiece:
    contents = [bench.content(file, record) for file, record in row.records]
    form = bench.equipment.forms[contents[0].layout_no]
    grams = weights.piece(form.paper, bench.equipment.envelope, contents[0].flyers, len(contents))
    return PulledPiece(row, tuple(one.piece_id for one in contents), grams)


def _split(pieces: list[PulledPiece], most: float) -> list[list[PulledPiece]]:
    """As few bundles as the order allows; a piece that alone is too heavy has its own."""
    parts: list[list[PulledPiece]] = [[]]
    weight = 0.0
    for piece in pieces:
        if parts[-1] and weight + piece.grams > most:
            parts.append([])
            weight = 0.0
        parts[-1].append(piece)
        weight += piece.grams
    return parts


def _office(bench: Workbench, code: str) -> Office | None:
    return None if bench.equipment.offices is None else bench.equipment.offices.get(code)
