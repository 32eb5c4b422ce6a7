"""Choosing the proofs: every special case of the medium in each group, the rest spread over files and offices."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.cases.special import BITS, CASES, Candidates, Case, case_ids
from app.errors import KenpanError
from app.notice.piece_id import piece_id
from app.proof.model import GROUP_NAMES, Group, PieceChoice

_TIMES = 2
"""How often a special case is covered if there is room: one piece may be spoilt."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Pieces by number from 1, group after group, in the order of the files.

    ``uncovered`` are cases that a group of the medium has and its pieces have not (too few pieces); ``absent`` those
    that no notice of the medium has. ``short``: pieces that a group lacks because the medium has no more notices.
    """

    pieces: tuple[PieceChoice, ...]
    uncovered: tuple[Case, ...]
    short: dict[Group, int]
    absent: tuple[Case, ...] = ()


def propose(candidates: Sequence[Candidates], numbers: Mapping[Group, int]) -> Proposal:
    """The same pieces for the same medium. ``numbers`` says how many each group gets."""
    pieces: list[PieceChoice] = []
    short: dict[Group, int] = {}
    missed = 0
    for group, wanted in numbers.items():
        pool = _Pool.of([one for one in candidates if one.group == group])
        chosen = pool.choose(wanted)
        pieces += [
            piece_of(pool.files[pool.file[at]], len(pieces) + 1 + n, pool.row(at)) for n, at in enumerate(chosen)
        ]
        if len(chosen) < wanted:
            short[group] = wanted - len(chosen)
        missed |= pool.cases & ~_union(pool.bits[chosen])
    held = _union([_union(one.bits) for one in candidates])
    return Proposal(
        pieces=tuple(pieces),
        uncovered=tuple(case for case in CASES if missed & BITS[case.id]),
        short=short,
        absent=tuple(case for case in CASES if not held & BITS[case.id]),
    )


def piece_of(candidates: Candidates, number: int, record: int) -> PieceChoice:
    """One ``01`` as a piece, not yet :func:`app.proof.model.made_for` anything; ``KenpanError`` ``piece.no_notice`` if
    it is none.
    """
    try:
        bits = candidates.bits_of(record)
    except KeyError:
        raise KenpanError(
            "piece.no_notice",
            "通知書（明細 01）ではないレコードです。",
            "明細のレコードを選んでください。",
            file=candidates.file,
            place=f"番号 {record + 1}",
        ) from None
    return PieceChoice(
        number=number,
        group=candidates.group,
        piece_id=piece_id(candidates.volume, candidates.file, record),
        file=candidates.file,
        record=record,
        record_sha256=hashlib.sha256(candidates.notices.raw_record(record)).hexdigest(),
        cases=case_ids(bits),
    )


def choose_by_hand(
    candidates: Sequence[Candidates], picked: Iterable[tuple[str, int]], first: int = 1
) -> tuple[PieceChoice, ...]:
    """Pieces of the records (file, record) that a person picked, numbered from ``first`` in the order picked.

    ``KenpanError``: ``piece.no_file`` for a file that has no notices, ``piece.no_notice``.
    """
    by_file = {one.file: one for one in candidates}
    pieces = []
    for number, (file, record) in enumerate(picked, first):
        if file not in by_file:
            raise KenpanError(
                "piece.no_file",
                "この媒体に、このファイルの通知書はありません。",
                "検証品の媒体のファイルから選んでください。",
                file=file,
            )
        pieces.append(piece_of(by_file[file], number, record))
    return tuple(pieces)


def check_choice(pieces: Sequence[PieceChoice], numbers: Mapping[Group, int]) -> tuple[str, ...]:
    """What keeps these pieces from being a round: wrong counts, duplicates. Japanese sentences; empty if nothing."""
    counts = Counter(piece.group for piece in pieces)
    problems = [
        f"{GROUP_NAMES[group]}が {counts[group]} 部です（{numbers.get(group, 0)} 部必要です）。"
        for group in GROUP_NAMES
        if counts[group] != numbers.get(group, 0)
    ]
    holders: dict[str, list[int]] = {}
    for piece in pieces:
        holders.setdefault(piece.piece_id, []).append(piece.number)
    for own, held in sorted(holders.items()):
        if len(held) > 1:
            problems.append(f"現品ID {own} が重複しています（現品 {'、'.join(map(str, held))}）。")
    if sorted(piece.number for piece in pieces) != list(range(1, len(pieces) + 1)):
        problems.append("現品の番号が 1 からの連番になっていません。")
    return tuple(problems)


@dataclass(slots=True, eq=False)
class _Pool:
    """All notices of a group while its pieces are chosen. Columns ``(m,)``: ``file`` counts ``files``, ``office`` all
    offices; ``taken`` are places in the columns, in the order chosen.
    """

    files: Sequence[Candidates]
    file: NDArray[np.int64]
    rows: NDArray[np.int64]
    bits: NDArray[np.uint32]
    office: NDArray[np.int64]
    taken: list[int]

    @classmethod
    def of(cls, files: Sequence[Candidates]) -> "_Pool":
        sizes = [len(one.rows) for one in files]
        empty = np.zeros(0, dtype=np.int64)
        offices = np.concatenate([empty, *(one.offices.astype(np.int64) for one in files)])
        return cls(
            files=files,
            file=np.repeat(np.arange(len(files)), sizes),
            rows=np.concatenate([empty, *(one.rows for one in files)]),
            bits=np.concatenate([empty.astype(np.uint32), *(one.bits for one in files)]),
            office=np.unique(offices, return_inverse=True)[1],
            taken=[],
        )

    @property
    def cases(self) -> int:
        """Cases that any notice of the group has."""
        return _union(self.bits)

    def piece(self, at: int, number: int) -> PieceChoice:
        """The piece at a place."""
        return piece_of(self.files[self.file[at]], number, self.row(at))

    def row(self, at: int) -> int:
        """The record at a place."""
        return int(self.rows[at])

    def choose(self, wanted: int) -> list[int]:
        """Places of ``wanted`` notices, or of all if there are no more, in the order of the files."""
        wanted = min(wanted, len(self.rows))
        for times in range(1, _TIMES + 1):
            self._cover(times, wanted)
        ordinary = np.ones(len(self.rows), dtype=bool)
        while len(self.taken) < wanted:
            self.taken.append(self._spread(ordinary))
        return sorted(self.taken)

    def _cover(self, times: int, wanted: int) -> None:
        """Greedy: always the notice with most of the cases that are still covered less than ``times`` times."""
        patterns, pattern_of, held = np.unique(self.bits, return_inverse=True, return_counts=True)
        free = held - np.bincount(pattern_of[self.taken], minlength=len(patterns))
        while len(self.taken) < wanted and (needed := self._covered_less(times)):
            gains = np.where(free > 0, np.bitwise_count(patterns & np.uint32(needed)), 0)
            if not gains.max(initial=0):
                return
            best = np.flatnonzero(gains == gains.max())
            at = self._spread(np.isin(pattern_of, best))
            free[pattern_of[at]] -= 1
            self.taken.append(at)

    def _covered_less(self, times: int) -> int:
        bits = self.bits[self.taken]
        counts = {case: int(((bits & np.uint32(bit)) != 0).sum()) for case, bit in BITS.items()}
        return sum(bit for case, bit in BITS.items() if counts[case] < times) & self.cases

    def _spread(self, may: NDArray[np.bool_]) -> int:
        """One that may be and is not taken: from the file, then the office, with fewest so far; far from the others."""
        places = np.flatnonzero(may)
        places = places[~np.isin(places, self.taken)]
        for column in (self.file, self.office):
            used = np.bincount(column[self.taken], minlength=int(column.max()) + 1)[column[places]]
            places = places[used == used.min()]
        here = places[self.file[places] == self.file[places[0]]]
        near = [self.row(at) for at in self.taken if self.file[at] == self.file[here[0]]]
        if not near:
            return int(here[len(here) // 2])
        distance = np.abs(self.rows[here][:, None] - np.array(near)).min(axis=1)
        return int(here[distance.argmax()])


def _union(bits: Iterable[int] | NDArray[np.uint32]) -> int:
    return int(np.bitwise_or.reduce(np.asarray(bits, dtype=np.uint32), initial=0))
