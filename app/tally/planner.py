"""What goes into the envelopes: kinds and quantities of flyers, pieces of each combination, their weight and class.

Everything follows from the month's records, the month's flyers and the weights of the papers, before anything is
printed (N 委託要領5, 6(4)①, 8).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.equipment.posting import PostClass, Posting
from app.equipment.weights import Weights
from app.notice.flyers import SYMBOL_KINDS, FlyerSettings, SymbolKind, expect_flyers
from app.notice.model import Flyer, FlyerExpectation, FlyerSize
from app.records.layouts import Scheme
from app.sheet.envelope import Envelope
from app.sheet.paper import Paper
from app.tally.envelopes import Envelopes
from app.tally.ways import WAYS, Way

USUAL_GRAMS = 50
"""The class that the whole month is meant to stay in: 定形 50 g."""
_RAW: Mapping[SymbolKind, bytes] = {
    SymbolKind.KANA: b"\xb1",
    SymbolKind.ALNUM: b"A",
    SymbolKind.MIXED: b"\xb1A",
    SymbolKind.BLANK: b" ",
}
"""A 事業所記号 of each kind: what is inserted follows from the kind alone."""


@dataclass(frozen=True, slots=True)
class Combination:
    """Envelopes with the same contents. ``sheets``: notices in each; ``ways``: 通 by way; ``grams`` expected, ``low``
    and ``high`` what the scale lets pass, ``thick`` mm; ``post`` is ``None`` for what the post does not take.

    ``unclear``: its 事業所記号 does not say whether チラシB goes in; ``problems`` (Japanese): why it leaves the class
    of the month, or cannot be weighed safely; ``first``: file and ``01`` of one of them.
    """

    scheme: Scheme
    prefecture: str
    sheets: int
    flyers: tuple[Flyer, ...]
    ways: Mapping[Way, int]
    grams: float
    low: float
    high: float
    thick: float
    post: PostClass | None
    unclear: str
    problems: tuple[str, ...]
    first: tuple[str, int]

    @property
    def envelopes(self) -> int:
        """All of them (通)."""
        return sum(self.ways.values())

    @property
    def notices(self) -> int:
        """Notices in them (件)."""
        return self.envelopes * self.sheets

    @property
    def contents(self) -> str:
        """``額通知 2 枚・A 第1版・B 東京都``."""
        flyers = (f"{one.letter} {one.name}" for one in self.flyers)
        return "・".join((f"額通知 {self.sheets} 枚", *flyers))


class FlyerNeed(NamedTuple):
    """A kind of flyer: how many are needed (枚), in all and by prefecture."""

    letter: str
    name: str
    size: FlyerSize
    needed: int
    prefectures: Mapping[str, int]


@dataclass(frozen=True)
class InsertPlan:
    """``combinations`` in the order of scheme, prefecture and contents; ``of`` ``(n,)``: which one each envelope is;
    ``misfits`` (Japanese): why the envelope itself is no 定形; ``inferred``: what is no specified value.
    """

    combinations: tuple[Combination, ...]
    of: NDArray[np.int64]
    misfits: tuple[str, ...]
    inferred: str

    @cached_property
    def flyers(self) -> tuple[FlyerNeed, ...]:
        """Every kind that is needed, by letter and name."""
        found: dict[tuple[str, str, FlyerSize], dict[str, int]] = defaultdict(dict)
        for one in self.combinations:
            for flyer in one.flyers:
                own = found[flyer.letter, flyer.name, flyer.size]
                own[one.prefecture] = own.get(one.prefecture, 0) + one.envelopes
        return tuple(FlyerNeed(*key, sum(own.values()), dict(own)) for key, own in sorted(found.items()))

    @property
    def envelopes(self) -> int:
        """All envelopes (通)."""
        return sum(one.envelopes for one in self.combinations)

    @property
    def notices(self) -> int:
        """All notices (件)."""
        return sum(one.notices for one in self.combinations)

    @property
    def leaving(self) -> tuple[Combination, ...]:
        """What has to be looked at before anything is printed."""
        return tuple(one for one in self.combinations if one.problems)


def plan_inserts(
    envelopes: Envelopes,
    settings: FlyerSettings,
    weights: Weights,
    posting: Posting,
    papers: Mapping[Scheme, Paper],
    envelope: Envelope,
) -> InsertPlan:
    """The plan of all envelopes. ``papers``: what the notices of each scheme are printed on."""
    most = int(envelopes.sheets.max(initial=1))
    kinds = len(SYMBOL_KINDS)
    keys = (envelopes.file.astype(np.int64) * kinds + envelopes.symbol) * (most + 1) + envelopes.sheets
    codes, firsts, of = np.unique(keys, return_index=True, return_inverse=True)
    counts = np.bincount(of * len(WAYS) + envelopes.way, minlength=len(codes) * len(WAYS)).reshape(-1, len(WAYS))
    made: list[Combination] = []
    for first, own in zip(firsts.tolist(), counts.tolist(), strict=True):
        file = int(envelopes.file[first])
        scheme, prefecture = envelopes.schemes[file], envelopes.prefectures[file]
        kind = SYMBOL_KINDS[int(envelopes.symbol[first])]
        flyers = expect_flyers(scheme, _RAW[kind], prefecture, settings)
        one = _combination(scheme, flyers, int(envelopes.sheets[first]), weights, posting, papers[scheme], envelope)
        is_open = scheme == "kounen" and kind in (SymbolKind.MIXED, SymbolKind.BLANK)
        if is_open:
            unclear = f"事業所記号が{kind.value}のため、チラシBを入れるか判定できません"
            one = replace(one, unclear=unclear, problems=(unclear, *one.problems))
        made.append(replace(one, ways=dict(zip(WAYS, own, strict=True)), first=envelopes.place(first)))
    misfits = posting.misfits(envelope.width, envelope.height, 0.0)
    together, merged = _merged(made)
    return InsertPlan(together, merged[of], misfits, weights.inferred)


def _merged(made: Iterable[Combination]) -> tuple[tuple[Combination, ...], NDArray[np.int64]]:
    """Those of one prefecture with the same contents together, in order; and which one each became."""
    found: dict[tuple[object, ...], Combination] = {}
    keys = []
    for one in made:
        key = (one.scheme, one.prefecture, one.sheets, one.flyers, one.unclear)
        keys.append(key)
        before = found.get(key)
        ways = {way: one.ways[way] + (0 if before is None else before.ways[way]) for way in WAYS}
        found[key] = replace(before or one, ways=ways)
    order = sorted(found, key=lambda key: (*key[:3], str(key[3]), key[4]))
    at = {key: place for place, key in enumerate(order)}
    return tuple(found[key] for key in order), np.array([at[key] for key in keys], dtype=np.int64)


def _combination(
    scheme: Scheme,
    flyers: FlyerExpectation,
    sheets: int,
    weights: Weights,
    posting: Posting,
    paper: Paper,
    envelope: Envelope,
) -> Combination:
    grams = weights.piece(paper, envelope, flyers, sheets)
    low, high = weights.limits(grams)
    thick = weights.thickness(flyers, sheets)
    misfits = posting.misfits(envelope.width, envelope.height, thick)
    post = posting.class_of("nonstandard" if misfits else "standard", grams)
    return Combination(
        scheme,
        flyers.prefecture,
        sheets,
        flyers.flyers,
        {},
        grams,
        low,
        high,
        thick,
        post,
        "",
        tuple(_problems(grams, high, misfits, post, weights, _lightest(flyers, paper, weights))),
        ("", 0),
    )


def _lightest(flyers: FlyerExpectation, paper: Paper, weights: Weights) -> tuple[str, float]:
    """What is hardest to miss on a scale, and its grams."""
    inserts = ((f"チラシ{one.letter}", weights.flyers[one.size]) for one in flyers.flyers)
    parts = [("額通知", weights.notice(paper)), *inserts]
    return min(parts, key=lambda one: one[1])


def _problems(
    grams: float,
    high: float,
    misfits: tuple[str, ...],
    post: PostClass | None,
    weights: Weights,
    lightest: tuple[str, float],
) -> Iterable[str]:
    if misfits:
        yield f"定形外になります：{'、'.join(misfits)}"
    if post is None:
        yield f"郵便で送れない重さです（{grams:.1f} g）"
    elif grams > USUAL_GRAMS:
        yield f"{USUAL_GRAMS} g を超えます（{grams:.1f} g、{post.name}）"
    elif high > USUAL_GRAMS:
        yield f"秤の上限（{high:.1f} g）が {USUAL_GRAMS} g を超えます"
    if not weights.tells(grams, lightest[1]):
        yield f"秤の幅では、{lightest[0]} 1 枚（{lightest[1]:.1f} g）の過不足が分かりません"
