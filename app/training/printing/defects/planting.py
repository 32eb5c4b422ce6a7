"""Which defect goes into which notice: each into one of its own, by the seed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from app.errors import KenpanError
from app.notice.items import DRAWN, spec_of
from app.training.printing.defects.catalogue import DEFECTS
from app.training.printing.defects.model import DefectKind, Planting, text_places
from app.training.printing.defects.pages import stranger_of
from app.training.printing.layout import PrintLayout
from app.training.printing.plan import NoticeId, PlannedNotice, PrintSource, notices_of

EACH = "each"
"""Asks for every item wrong once: a digit, a comma, a look-alike and a blank by turns."""
_AWAY = 3  # notices between a notice and its double

Arrange = Callable[[list[PlannedNotice]], list[PlannedNotice]]


def usual(layout: PrintLayout | None = None) -> tuple[str, ...]:
    """The defects that happen: all but the lies, and but those that this layout cannot have, lacking the code."""
    names = [name for name in DEFECTS if not name.startswith("lies/")]
    if layout is not None and not layout.has_code("back"):
        names.remove("back_swapped")
    if layout is not None and not layout.codes:
        names.remove("piece_id")
    return tuple(names)


def each_item(layout: PrintLayout) -> tuple[str, ...]:
    """Requests that make every text item of both schemes wrong once."""
    requests = []
    forms = {
        place.id: spec_of(scheme, place.id).form
        for scheme in ("kounen", "senpo")
        for place in text_places(layout, scheme)
        if spec_of(scheme, place.id).printed and spec_of(scheme, place.id).form not in DRAWN
    }
    turns = {
        "amount": ("digit", "comma", "blank"),
        "text": ("look_alike", "blank", "lost_char"),
        "office": ("look_alike", "blank"),
        "office_address": ("look_alike", "digit"),
    }
    for number, (item_id, form) in enumerate(sorted(forms.items())):
        kinds = turns.get(form, ("digit", "blank", "lost_char"))
        requests.append(f"{kinds[number % len(kinds)]}@{item_id}")
    return tuple(requests)


def plant(
    source: PrintSource,
    layout: PrintLayout,
    chosen: Sequence[NoticeId],
    defects: Sequence[str],
    rng: np.random.Generator,
    *,
    arrange: Arrange,
    may_exchange: bool,
) -> list[PlannedNotice]:
    """The notices in the order in which they are printed, with these defects in them.

    ``may_exchange``: a notice of the month that a defect needs may take the place of a chosen one.
    """
    planned = [PlannedNotice(notice) for notice in chosen]
    if not defects:
        return arrange(planned)
    garden = _Garden(source, layout, planned, rng, may_exchange=may_exchange)
    for name, item, must in _requests(layout, defects):
        if not garden.plant(name, item) and must:
            raise _unfit(name, item)
    return _structured(source, arrange(garden.in_order()))


def _requests(layout: PrintLayout, defects: Sequence[str]) -> Iterator[tuple[str, str, bool]]:
    """Name and item asked for, and whether it must be; the rarest needs first, before others take what lends itself.

    Items that no notice of the month prints cannot be made wrong: of each one that is nobody's fault.
    """
    split = []
    for request in defects:
        for own in each_item(layout) if request == EACH else (request,):
            name, _, item = own.partition("@")
            split.append((name, item, request != EACH))
    known(defects)
    return iter(sorted(split, key=lambda one: (not one[0].startswith("gaiji"), one[0] != "gannen")))


def known(requests: Sequence[str]) -> None:
    """``KenpanError`` ``print.defect`` for the first request that the catalogue does not have."""
    for request in requests:
        name, _, item = request.partition("@")
        if request != EACH and (name not in DEFECTS or (item and not DEFECTS[name].of_item)):
            names = "、".join([EACH, *DEFECTS])
            raise KenpanError("print.defect", f"仕込めない欠陥です（{request}）。", f"次から選んでください：{names}")


class _Garden:
    """Chosen notices, and which of them are still untouched."""

    def __init__(
        self,
        source: PrintSource,
        layout: PrintLayout,
        planned: list[PlannedNotice],
        rng: np.random.Generator,
        *,
        may_exchange: bool,
    ) -> None:
        self.source = source
        self.layout = layout
        self.rng = rng
        self.planned = planned
        self.may_exchange = may_exchange
        self.free = [planned[at] for at in rng.permutation(len(planned))]

    def in_order(self) -> list[PlannedNotice]:
        """The chosen notices, those that took another's place where they belong in the month."""
        if not self.may_exchange:
            return self.planned
        names = {name: at for at, name in enumerate(self.source.notices)}
        return sorted(self.planned, key=lambda one: (names[one.notice.file], one.notice.record))

    def plant(self, name: str, item: str) -> bool:
        """Plant this defect into the first notice that lends itself to it; ``False`` if none does."""
        kind = DEFECTS[name]
        if len(self.free) < 1 + kind.pairs:
            raise _few(len(self.planned))
        for candidate in list(self.free):
            others = self._others(candidate) if kind.pairs else []
            if self._try(kind, item, candidate, others):
                return True
        return self.may_exchange and self._exchange(kind, item)

    def _others(self, candidate: PlannedNotice) -> list[PlannedNotice]:
        """A free notice of the same scheme."""
        scheme = self.source.notices[candidate.notice.file].scheme
        same = [one for one in self.free if self.source.notices[one.notice.file].scheme == scheme]
        return [one for one in same if one is not candidate][:1]

    def _try(self, kind: DefectKind, item: str, candidate: PlannedNotice, others: list[PlannedNotice]) -> bool:
        if kind.pairs and not others:
            return False
        content = self.source.content(*candidate.notice)
        planting = Planting(self.source, self.layout, self.rng, candidate, content, others, item)
        if not kind.plant(kind, planting):
            return False
        spent = {id(candidate), *map(id, others)}
        self.free = [one for one in self.free if id(one) not in spent]
        return True

    def _exchange(self, kind: DefectKind, item: str) -> bool:
        """Let a notice of the month that lends itself to it take the place of a free one."""
        held = {one.notice for one in self.planned}
        for notice in notices_of(self.source):
            scheme = self.source.notices[notice.file].scheme
            same = [one for one in self.free if self.source.notices[one.notice.file].scheme == scheme]
            if notice in held or not same:
                continue
            candidate = PlannedNotice(notice)
            if self._try(kind, item, candidate, same[:1] if kind.pairs else []):
                gone = same[-1]
                self.free = [one for one in self.free if one is not gone]
                self.planned[next(at for at, one in enumerate(self.planned) if one is gone)] = candidate
                return True
        return False


def _structured(source: PrintSource, planned: list[PlannedNotice]) -> list[PlannedNotice]:
    """The order with what is lost, doubled, strange or out of place."""
    made = list(planned)
    for one in planned:
        names = {defect.name for defect in one.defects}
        at = next(number for number, own in enumerate(made) if own is one)
        if "lost" in names:
            one.lost = True
        if "doubled" in names:
            made.insert(min(at + _AWAY, len(made)), PlannedNotice(one.notice, told_of=one))
        if "strange" in names:
            content = stranger_of(source.content(*one.notice))
            stranger = PlannedNotice(one.notice, stranger=content)
            stranger.defects = [replace(defect, record=-1) for defect in one.defects]
            one.defects = []
            made.insert(at + 1, stranger)
        if "disordered" in names:
            made.remove(one)
            made.insert((at + len(made) // 2) % (len(made) + 1), one)
    return made


def _few(held: int) -> KenpanError:
    what = f"欠陥の数に対して通知書が足りません（{held} 件、1件に1個ずつ仕込みます）。"
    return KenpanError("print.few", what, "印刷する通知書を増やすか、欠陥の数を減らしてください。")


def _unfit(name: str, item: str) -> KenpanError:
    what = f"欠陥「{name}」を仕込める通知書がありません{f'（{item}）' if item else ''}。"
    return KenpanError("print.unfit", what, "印刷する通知書を増やすか、ほかの欠陥を選んでください。")
