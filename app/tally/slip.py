"""差出票: totals by 定形/定形外, weight class, way and barcode, without offices (N 委託要領8, 別紙12).

Pulled pieces are not posted by themselves: the bundles to their offices are.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.equipment.posting import Posting, Size
from app.lists.keys import key_span
from app.records.notice_file import NoticeFile
from app.tally.envelopes import Envelopes
from app.tally.model import Rows
from app.tally.planner import InsertPlan
from app.tally.slip_model import Drafted, SlipKey
from app.tally.ways import PULL, WAYS


def draft_slip(
    envelopes: Envelopes, plan: InsertPlan, notices: Mapping[str, NoticeFile], posting: Posting, most: float
) -> Drafted:
    """All pieces that are posted, and the bundles of the others, of at most ``most`` grams each."""
    slip: dict[SlipKey, int] = {}
    first: dict[SlipKey, tuple[str, int]] = {}
    code = (plan.of * len(WAYS) + envelopes.way) * 2 + ~envelopes.bare
    for own, at, count in zip(*np.unique(code, return_index=True, return_counts=True), strict=True):
        way = int(own) // 2 % len(WAYS)
        if way == PULL:
            continue
        post = plan.combinations[int(own) // 2 // len(WAYS)].post
        size: Size = "nonstandard" if post is None else post.size
        key = SlipKey(size, 0 if post is None else post.grams, WAYS[way], bool(own % 2))
        slip[key] = slip.get(key, 0) + int(count)
        first.setdefault(key, envelopes.place(int(at)))
    bundles = bundle_grams(envelopes, plan, notices, most)
    for grams, place in bundles:
        post = posting.class_of("nonstandard", grams)
        key = SlipKey("nonstandard", 0 if post is None else post.grams, "pull", False)
        slip[key] = slip.get(key, 0) + 1
        first.setdefault(key, place)
    return Drafted(slip, first, len(bundles))


def bundle_grams(
    envelopes: Envelopes, plan: InsertPlan, notices: Mapping[str, NoticeFile], most: float
) -> list[tuple[float, tuple[str, int]]]:
    """What each bundle of pulled pieces weighs, with one of its notices: by office, in the order of the keys, as
    :func:`app.month.lists.bundles.plan_bundles` makes them.
    """
    pulled = np.flatnonzero(envelopes.way == PULL)
    if not len(pulled):
        return []
    keys = _keys(envelopes, pulled, notices)
    own = np.array([one.grams for one in plan.combinations])[plan.of[pulled]]
    order = np.lexsort((pulled, keys))
    found: list[tuple[float, tuple[str, int]]] = []
    office, weight = b"", 0.0
    for at in order.tolist():
        code, grams = bytes(keys[at])[:4], float(own[at])
        if code != office or (weight and weight + grams > most):
            found.append((0.0, envelopes.place(int(pulled[at]))))
            office, weight = code, 0.0
        weight += grams
        found[-1] = weight, found[-1][1]
    return found


def _keys(envelopes: Envelopes, rows: Rows, notices: Mapping[str, NoticeFile]) -> NDArray[np.bytes_]:
    """The keys of the establishments of these envelopes, as lists name them."""
    found = np.zeros(len(rows), dtype="S15")
    for at, name in enumerate(envelopes.pieces.files):
        mine = np.flatnonzero(envelopes.file[rows] == at)
        if len(mine):
            file = notices[name]
            whole, start = file.in_sequence(0)
            extract = whole.extract_of[envelopes.first[rows[mine]] + start]
            span = key_span(file.scheme)
            found[mine] = np.ascontiguousarray(whole.data[extract, span]).view("S15").reshape(-1)
    return found
