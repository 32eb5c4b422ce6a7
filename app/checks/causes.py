"""One cause, one finding: which errors in the structure of a record belong together.

Damage strikes neighbouring bytes. Errors of a record are one cause when they are of the same rule, or begin at most
``REACH`` bytes after the one before them. More than ``MOST_CAUSES`` separate causes in one record, or more than
``MOST_FIELDS`` errors over more than half of it, are a record that is wrong as a whole: it is shifted. A cause is told
by its first error, which also says how many more fields are wrong. Two far-apart errors of different rules stay two
findings.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.checks.model import Hits, Rule
from app.records.layouts import NOTICE_LENGTH

REACH = 64
MOST_CAUSES = 3
MOST_FIELDS = 5

Found = tuple[Rule, Hits]


@dataclass(frozen=True, slots=True, eq=False)
class _Flat:
    """All errors of a file, by record and byte. ``of`` and ``index`` say which of whose hits each one is."""

    record: NDArray[np.int64]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    of: NDArray[np.int64]
    index: NDArray[np.int64]


def one_cause_each(found: Sequence[Found]) -> list[Found]:
    """The errors of one file with those dropped that another one already tells of."""
    if not found:
        return []
    flat = _flatten(found)
    rule = np.array([_number(found, at) for at in range(len(found))], dtype=np.int64)[flat.of]
    new_record = np.append(True, flat.record[1:] != flat.record[:-1])
    near = (rule[1:] == rule[:-1]) | (flat.begin[1:] - _furthest(flat, new_record)[:-1] <= REACH)
    new_cause = new_record | np.append(True, ~near)
    firsts = np.flatnonzero(new_record)
    errors = np.diff(np.append(firsts, len(flat.record)))
    causes = np.add.reduceat(new_cause.astype(np.int64), firsts)
    span = np.maximum.reduceat(flat.end, firsts) - flat.begin[firsts]
    whole = np.repeat((causes > MOST_CAUSES) | ((errors > MOST_FIELDS) & (span > NOTICE_LENGTH // 2)), errors)
    heads = np.flatnonzero(np.where(whole, new_record, new_cause))
    more = np.diff(np.append(heads, len(flat.record))) - 1
    return [
        (one_rule, _some(hits, flat.index[heads[own]], more[own], whole[heads[own]]))
        for at, (one_rule, hits) in enumerate(found)
        if (own := flat.of[heads] == at).any()
    ]


def _number(found: Sequence[Found], at: int) -> int:
    """The same number for all hits of one rule."""
    return next(first for first, (rule, _) in enumerate(found) if rule is found[at][0])


def _flatten(found: Sequence[Found]) -> _Flat:
    sizes = [len(hits.records) for _, hits in found]
    record = np.concatenate([hits.records for _, hits in found])
    begin = np.concatenate([_column(hits.offset, len(hits.records)) for _, hits in found])
    length = np.concatenate([_column(hits.length, len(hits.records)) for _, hits in found])
    of = np.repeat(np.arange(len(found)), sizes)
    index = np.concatenate([np.arange(size) for size in sizes])
    order = np.lexsort((of, begin, record))
    return _Flat(record[order], begin[order], (begin + length)[order], of[order], index[order])


def _column(value: int | NDArray[np.int64], size: int) -> NDArray[np.int64]:
    return np.broadcast_to(np.asarray(value, dtype=np.int64), (size,))


def _furthest(flat: _Flat, new_record: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Where the damage so far ends in each record: fields that begin earlier may end later."""
    # Records ascend, so adding far more than a record's length to each next one keeps them apart.
    apart = np.cumsum(new_record) * (1 << 20)
    furthest: NDArray[np.int64] = np.maximum.accumulate(flat.end + apart) - apart
    return furthest


def _some(hits: Hits, index: NDArray[np.int64], more: NDArray[np.int64], whole: NDArray[np.bool_]) -> Hits:
    """Some of the hits, with what they tell of besides themselves."""
    size = len(hits.records)

    def message(i: int) -> str:
        return hits.message(int(index[i])) + _rest(int(more[i]), bool(whole[i]))

    return Hits(
        records=hits.records[index],
        offset=_column(hits.offset, size)[index],
        length=_column(hits.length, size)[index],
        message=message,
        runs=None if hits.runs is None else hits.runs[index],
    )


def _rest(more: int, whole: bool) -> str:
    if not more:
        return ""
    hint = "（レコード内のずれが疑われます）" if whole else ""
    return f"ほか {more} 項目も様式に合いません{hint}。"


def sound_only(found: Sequence[Found], sound: NDArray[np.bool_]) -> list[Found]:
    """Only what was found in sound records ``sound`` ``(n,)``: damage also makes odd texts."""
    kept: list[Found] = []
    for rule, hits in found:
        index = np.flatnonzero(sound[hits.records])
        if index.size == len(hits.records):
            kept.append((rule, hits))
        elif index.size:
            nothing = np.zeros(index.size, dtype=np.int64)
            kept.append((rule, _some(hits, index, nothing, nothing.astype(bool))))
    return kept
