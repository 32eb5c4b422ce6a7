"""The numbers of the open month, from wherever each of them is told."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from app.equipment.posting import Posting, load_posting
from app.equipment.weights import Weights, load_weights
from app.errors import KenpanError
from app.lists.slip import SlipLine
from app.media.manifest import manifest
from app.month.counts.planning import month_envelopes, month_plan
from app.month.looking.workbench import Workbench
from app.progress import Progress, no_progress
from app.proof.compared.result_file import ReadResult, read_result
from app.tally.counts import (
    CountsTable,
    Place,
    Printed,
    Sources,
    count_up,
    office_names,
    printed_times,
    stated_prints,
    stated_totals,
)
from app.tally.envelopes import Envelopes
from app.tally.model import Lives
from app.tally.planner import InsertPlan
from app.tally.slip import draft_slip
from app.tally.slip_model import Drafted, Slip, SlipKey, SlipTable, compare_slips
from app.tally.ways import WAY_WORDS, Way

_COUNTING = "件数の照合"
_WAYS: dict[str, Way] = {word: way for way, word in WAY_WORDS.items()}


@dataclass(frozen=True, eq=False)
class ReadPrint:
    """A result of ``kenpan compare``: its file and hash. ``why`` (Japanese): why it does not stand for the month's
    print, so that it tells nothing.
    """

    name: str
    raw: bytes
    printed: Printed | None
    why: str

    @cached_property
    def sha256(self) -> str:
        """What stands for it in the ledger."""
        return hashlib.sha256(self.raw).hexdigest()


@dataclass(frozen=True, eq=False)
class CountedMonth:
    """The open month counted: envelopes, plan and slip as its data make them, and what the other sources say."""

    envelopes: Envelopes
    plan: InsertPlan
    drawn: Drafted
    table: CountsTable
    printed: ReadPrint | None = None
    lives: Lives | None = None

    def slips(self, drafted: Slip | None, stamped: Slip | None) -> SlipTable:
        """The slip as counted, drafted and stamped."""
        return compare_slips(self.drawn, drafted, stamped)


def tally(
    bench: Workbench,
    compared: tuple[str, bytes, ReadResult] | None = None,
    lives: Lives | None = None,
    progress: Progress = no_progress,
    *,
    signed: Callable[[Envelopes], Printed | None] = lambda _envelopes: None,
    weights: Weights | None = None,
    posting: Posting | None = None,
) -> CountedMonth:
    """All of it. ``compared``: name, bytes and content of a comparison's result; ``signed`` says the same where none
    is at hand. ``KenpanError`` ``print.other`` for one of another medium. Not for the GUI thread.
    """
    progress(_COUNTING, 0, 4)
    envelopes = month_envelopes(bench)
    plan = month_plan(bench, envelopes)
    progress(_COUNTING, 1, 4)
    own_weights, own_posting = weights or load_weights(), posting or load_posting()
    drawn = draft_slip(envelopes, plan, bench.notices, own_posting, own_weights.bundle)
    progress(_COUNTING, 2, 4)
    printed = None if compared is None else read_print(bench, envelopes, *compared)
    progress(_COUNTING, 3, 4)
    times = signed(envelopes) if printed is None else printed.printed
    table = count_up(sources_of(bench, envelopes, times, lives))
    progress(_COUNTING, 4, 4)
    return CountedMonth(envelopes, plan, drawn, table, printed, lives)


def sources_of(bench: Workbench, envelopes: Envelopes, printed: Printed | None, lives: Lives | None) -> Sources:
    """What the medium, its lists, a comparison and the logs say."""
    tables, notices = tuple(bench.counts.values()), tuple(bench.notices.values())
    tabled = frozenset(one.scheme for one in tables if one.total is not None and not one.problems)
    return Sources(
        envelopes,
        stated_totals(notices),
        stated_prints(tables),
        tabled,
        office_names(notices, tables),
        bench.lists is not None,
        printed,
        lives,
    )


def open_print(path: Path) -> tuple[str, bytes, ReadResult]:
    """A result's name, bytes and content; ``KenpanError`` as :func:`app.proof.compared.result_file.read_result`."""
    raw, read = read_result(path)
    return path.name, raw, read


def read_print(bench: Workbench, envelopes: Envelopes, name: str, raw: bytes, read: ReadResult) -> ReadPrint:
    """How often each notice was printed, by a comparison of the whole month's print."""
    basis: Any = read.table.get("basis")
    if not isinstance(basis, dict) or basis.get("media") != manifest(bench.media)["sha256"]:
        raise KenpanError(
            "print.other", "この照合結果は、別の媒体のものです。", "当月の媒体の照合結果を選んでください。", file=name
        )
    result, whole = read.result, len(envelopes.pieces)
    why = ""
    if "captures" in read.table:
        why = "紙の取り込み画像の照合は見本です"
    elif result.records != whole:
        why = f"当月の全件の照合ではありません（{result.records:,}／{whole:,} 件）"
    if why:
        return ReadPrint(name, raw, None, why)
    places: dict[str, list[Place]] = {"print.missing_page": [], "print.duplicate_page": []}
    for one in result.findings:
        if one.rule in places and one.record is not None:
            places[one.rule].append(Place(one.file, one.record))
    return ReadPrint(name, raw, printed_times(envelopes, *places.values()), "")


def slips_of(lines: Sequence[SlipLine]) -> tuple[Slip | None, Slip]:
    """What a table of the slip says: as drafted, ``None`` unless each row tells it, and as stamped."""
    stamped: dict[SlipKey, int] = {}
    drafted: dict[SlipKey, int] = {}
    for one in lines:
        key = SlipKey("standard" if one.standard else "nonstandard", one.grams, _WAYS[one.way], one.barcode)
        stamped[key] = one.stamped
        if one.drafted is not None:
            drafted[key] = one.drafted
    return (drafted if len(drafted) == len(stamped) and drafted else None), stamped
