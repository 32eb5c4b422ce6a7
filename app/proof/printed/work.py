"""The unit of work of a comparison: a range of pages of one file, read and judged, told in few words.

It depends on nothing but the job and the range, so it can be done anywhere and twice. A page that is plainly what it
has to be is told by its records alone; any other one as it was read, for whoever has all pages before him to judge.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from app.confined.children import Children
from app.confined.limits import Limits, NotReadError
from app.errors import KenpanError
from app.proof.printed.ahead import PagesAhead
from app.proof.printed.clean import CleanLeaf, CleanPage, FastWay, Layout, agree
from app.proof.printed.expected import Expectation
from app.proof.printed.frames import Frame, Frames
from app.proof.printed.glyph_ledger import GlyphLedger
from app.proof.printed.interpret import OddError, interpret
from app.proof.printed.judging import judge
from app.proof.printed.known_pages import KnownPages
from app.proof.printed.learning import learn
from app.proof.printed.matching import MatchedPage, Matcher
from app.proof.printed.model import Notice, ReadPage
from app.proof.printed.mould import Shows
from app.proof.printed.moulds import Moulds
from app.proof.printed.page_wire import streams_in
from app.proof.printed.reading import REASONS, NoPageError, code_places, page_of
from app.proof.printed.skeleton import Cut, Cutter
from app.proof.printed.template import Template
from app.sheet.fonts import FontSet
from app.sheet.measured_form import MeasuredForm

STREAMS, PRINT = "app.proof.printed.streams:read_streams", "app.proof.printed.streams:read_print"
LIMITS = Limits(memory_mb=1536, cpu_s=30, wall_s=120.0, result_mb=128, tasks=4_000)
RANGE = 96
"""Pages of a range: whole pieces of 1, 2, 3, 4 or 6 pages."""
_MOST_TEMPLATES, _MOST_ALIKE, _TRIES = 4_000, 8, 3
"""``_MOST_ALIKE``: of pages with the same operators whose sizes mean something else."""


@dataclass(frozen=True)
class ComparisonJob:
    """What is compared with what. ``due``: which notices were to be printed; ``None``: all of them.

    ``seed``: decides by chance, and always alike, which pages are read both ways: one in ``every``, with 0 all of them.
    """

    form: MeasuredForm
    expectation: Expectation
    fonts: FontSet
    due: tuple[Notice, ...] | None
    seed: str
    every: int
    limits: Limits = LIMITS

    def notices(self) -> Sequence[Notice]:
        """Those that were to be printed."""
        return self.expectation.all() if self.due is None else self.due


class Range(NamedTuple):
    """Pages ``start`` to ``stop`` of a file; ``first`` is the number of the file's first page over all files."""

    path: str
    name: str
    first: int
    start: int
    stop: int


class Lost(NamedTuple):
    """A page that nobody can read or vouch for."""

    number: int
    reason: str


Told = tuple[int, CleanPage] | ReadPage | Lost
"""What a page of a range turned out to be: its number and what is on it, the page for others to judge, or nothing."""


@dataclass(frozen=True)
class Learned:
    """Templates by the skeleton of their pages; it can be sent wherever the job is sent."""

    templates: Mapping[Any, tuple[Template, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class _Place:
    """Where one is in the sequence of notices."""

    leads: dict[int, Notice | None] = field(default_factory=dict)
    turn: int = -1


class RangeReader:
    """Does ranges of one job, with a limited child of its own (``children``). Close it when done."""

    def __init__(self, job: ComparisonJob) -> None:
        self.job = job
        self.ledger = GlyphLedger(job.fonts, job.form.glyphs)
        due = job.notices()
        self.matcher = Matcher(job.form, job.expectation, self.ledger, due)
        self.fast = FastWay(job.expectation, self.ledger, self.matcher.index, self.matcher.due)
        self.known = KnownPages(self.fast)
        self._after = {notice: at for at, notice in enumerate(due)}
        self._due = due
        self._places = {turn: code_places(job.form, turn) for turn in (None, *(page.turn for page in job.form.pages))}
        self._cutter = Cutter()
        self.templates: dict[Any, list[Template]] = {}
        self._failed: dict[Any, int] = {}
        self.frames = Frames(self._ask, self.ledger)
        self.moulds = Moulds(self.frames)
        self.children = Children(1, job.limits)
        self._turns = 1 + max((page.turn for page in job.form.pages), default=0)
        self._ahead = PagesAhead(self._begin, self._places, self._turns)
        self.fast_pages = 0
        self._lots = hashlib.blake2b(f"{job.seed} ".encode(), digest_size=4)

    def close(self) -> None:
        """End the child."""
        self.children.stop()
        self.children.__exit__(None, None, None)

    @property
    def taught(self) -> int:
        """How many templates there are."""
        return sum(map(len, self.templates.values()))

    @property
    def learns(self) -> bool:
        """Whether pages go the fast way at all."""
        return bool(self.job.every) and self.job.expectation.context_of is not None

    def learned(self) -> Learned:
        """The templates, for other readers of the same job (:meth:`take`). There is no text of a record in them, but
        measures of the pages that they were learned from: they go nowhere where the records do not go.
        """
        return Learned({key: tuple(own) for key, own in self.templates.items()})

    def take(self, learned: Learned) -> None:
        """What another reader of this job learned."""
        for key, own in learned.templates.items():
            self.templates.setdefault(key, []).extend(own)

    def read(self, task: Range) -> list[Told]:
        """Every page of the range, in order."""
        other = self.frames.begin(task.path)
        streams: list[tuple[str, bytes]] = []
        if self.learns and other:
            streams = self.frames.take(self._ask(PRINT, task.path, task.start, task.stop))
        if self.learns and not streams:
            streams = self._streams(task)
        place = _Place()
        told: list[Told] = []
        shown = self.moulds.read(task.start, streams[: task.stop - task.start])
        for at in range(task.stop - task.start):
            found, shows = (streams[at], shown[at]) if at < len(shown) else (("", b""), None)
            told.append(self._page(task, task.start + at, found, shows, place))
        return told

    def _streams(self, task: Range) -> list[tuple[str, bytes]]:
        try:
            return streams_in(self._ask(STREAMS, task.path, task.start, task.stop))
        except (KeyError, TypeError, ValueError, IndexError):
            return []

    def _ask(self, function: str, *arguments: Any) -> Any:
        return self._begin(function, *arguments)()

    def _begin(self, function: str, *arguments: Any) -> Callable[[], Any]:
        begun = self.children.submit(function, *arguments)

        def waited() -> Any:
            try:
                return self.children.wait_for(begun)
            except (NotReadError, KenpanError):
                return None

        return waited

    def full(self, task: Range, number: int, turn: int | None = None) -> tuple[dict[str, Any] | None, ReadPage | Lost]:
        """A page (0-based in its file) the full way; of its codes only those of pages with this turn are looked for."""
        raw = self._raw(task, number, turn)
        page = self._read_page(raw, task, number)
        return (None if isinstance(page, Lost) else raw), page

    def _raw(self, task: Range, number: int, turn: int | None) -> dict[str, Any] | None:
        return self._ahead.raw(task.path, number, task.stop, turn)

    def _read_page(self, raw: dict[str, Any] | None, task: Range, number: int) -> ReadPage | Lost:
        try:
            if raw is None:
                raise NoPageError(REASONS["broken"])
            return page_of(raw, self.ledger, task.name, task.first + number)
        except NoPageError as error:
            return Lost(task.first + number, str(error))

    def _page(self, task: Range, number: int, found: tuple[str, bytes], shows: Shows | None, place: _Place) -> Told:
        at = task.first + number
        clean = None if shows is None else self.fast.moulded(shows, *self._next(shows.mould.template, place))
        sampled = self._sampled(at)
        opened = self._opened(number, found) if clean is None or sampled else None
        key = None if opened is None else opened[2]
        own = self.templates.get(key, ())
        if clean is None and opened is not None:
            cut, frame = opened[0], opened[1]
            for template in own:
                clean = self._fast(template, cut, frame, place)
                if clean is not None:
                    self.moulds.make(frame, template, found[1], cut)
                    break
        if clean is not None and not sampled:
            self.fast_pages += 1
            self._moved(place, clean)
            return at, clean
        turn = (place.turn + 1) % self._turns
        usual = turn if turn in self._places else None
        learns = clean is None and opened is not None and len(own) < _MOST_ALIKE and self._failed.get(key, 0) < _TRIES
        raw, matched, seen = self._looked(task, number, turn, usual, place, whole=learns)
        if seen is None and self._places[usual] != self._places[None]:
            # It may have another page's codes.
            raw, matched, seen = self._looked(task, number, turn, None, place, whole=True)
        if isinstance(matched, Lost):
            return matched
        if matched is None:
            assert seen is not None
            if clean is not None and not agree(clean, seen):
                return Lost(at, REASONS["apart"])
            self._moved(place, seen)
            return at, seen
        page = matched.page
        if seen is None:
            place.turn = matched.kind.turn if matched.kind is not None else place.turn
            place.leads = {leaf.number: leaf.notice for leaf in matched.leaves} if place.turn == 0 else place.leads
            return Lost(at, REASONS["apart"]) if clean is not None else page
        if clean is not None and not agree(clean, seen):
            return Lost(at, REASONS["apart"])
        if learns:
            assert opened is not None
            self._learn(key, opened, raw, matched, place, seen)
        self._moved(place, seen)
        return at, seen

    def _looked(
        self, task: Range, number: int, turn: int, codes: int | None, place: _Place, *, whole: bool
    ) -> tuple[dict[str, Any], MatchedPage | Lost | None, CleanPage | None]:
        """A page the full way, and what it is; not matched if it lies like one before and ``whole`` does not forbid."""
        raw = self._raw(task, number, codes)
        known = None if raw is None else self.known.sent(raw, turn)
        if known is not None and raw is not None and not whole:
            for layout in self.known.layouts(known):
                seen = self.known.seen(known, layout, *self._next(layout, place))
                if seen is not None:
                    return raw, None, seen
        page = self._read_page(raw, task, number)
        if raw is None or isinstance(page, Lost):
            assert isinstance(page, Lost)
            return {}, page, None
        matched = self.matcher.match(page, turn)
        seen = self._judged(matched, place)
        if known is not None and seen is not None:
            self.known.learn(known, matched, seen, lambda layout: self._next(layout, place))
        return raw, matched, seen

    def _sampled(self, at: int) -> bool:
        drawn = self._lots.copy()
        drawn.update(b"%d" % at)
        return int.from_bytes(drawn.digest(), "big") * self.job.every < 1 << 32

    def _fast(self, template: Template, cut: Cut, frame: Frame, place: _Place) -> CleanPage | None:
        """The page by its template. It should be of the piece of the page before, or of the next one."""
        if not template.fonts <= frame.fonts.keys():
            return None  # the same operators, but fonts of another kind
        leads, guesses = self._next(template, place)
        return self.fast.page(template, cut, frame.fonts, leads, guesses)

    def _next(self, template: Layout, place: _Place) -> tuple[dict[int, Notice | None], dict[int, Notice]]:
        """Whose paper the page before was if this one belongs to it, and whose this one should be, by leaf."""
        follows = template.turn > place.turn >= 0
        guesses: dict[int, Notice] = {}
        for leaf, notice in place.leads.items():
            after = self._after.get(notice, -2) + 1 if notice is not None else -1
            if notice is not None and follows:
                guesses[leaf] = notice
            elif 0 < after < len(self._due):
                guesses[leaf] = self._due[after]
        return place.leads if follows else {}, guesses

    def _moved(self, place: _Place, clean: CleanPage) -> None:
        follows = clean.turn > place.turn >= 0
        if not follows:
            place.leads = {}
        for leaf in clean.leaves:
            if leaf.notice is not None:
                place.leads[leaf.number] = leaf.notice
        place.turn = clean.turn

    def _judged(self, matched: MatchedPage, place: _Place) -> CleanPage | None:
        """The page by its records, if nothing is found on it that is not as it should be."""
        if matched.kind is None or matched.page.mirrored:
            return None
        if not matched.leaves:
            page = matched.page
            blank = not (page.runs or page.graphics or page.codes or page.notes) and matched.kind.turn > 0
            return CleanPage(matched.kind.turn, (), ()) if blank else None
        leaves, sides = [], []
        for leaf in matched.leaves:
            notice, whole = leaf.notice, leaf.notice
            if whole is None and matched.kind.turn > place.turn >= 0:
                whole = place.leads.get(leaf.number)
            if whole is None:
                return None
            for panel in leaf.panels:
                if panel.own != notice or (panel.own is None and panel.said):
                    return None
                if judge(panel.on_page, self.job.expectation.content(whole), self.ledger.same):
                    return None
                sides.append((leaf.number, panel.on_page.panel.side, whole))
            alike = () if notice is None else tuple(sorted(leaf.alike))
            leaves.append(CleanLeaf(leaf.number, notice, alike))
        return CleanPage(matched.kind.turn, tuple(leaves), tuple(sides))

    def _opened(self, number: int, found: tuple[str, bytes]) -> tuple[Cut, Frame, Any] | None:
        """A page's stream cut up, its frame, and the key of its skeleton; ``None`` where only the full way will do."""
        text, stream = found
        cut = self._cutter.cut(stream) if text else None
        if cut is None:
            return None
        frame = self.frames.frame(number, text)
        if frame is None:
            return None
        return cut, frame, (frame.key, tuple([piece.fixed for piece in cut.pieces]))

    def _learn(
        self,
        key: Any,
        opened: tuple[Cut, Frame, Any],
        raw: dict[str, Any],
        matched: MatchedPage,
        place: _Place,
        seen: CleanPage,
    ) -> None:
        """Remember what is where on such pages, if the fast way then says the same of this one."""
        cut, frame = opened[0], opened[1]
        template = None
        try:
            laid = interpret(cut, float(frame.raw["height"]))
            if all(slot.font in frame.fonts for slot in laid.slots):
                template = learn(cut, laid, frame.fonts, raw, matched)
        except (OddError, ValueError, KeyError):
            template = None
        if template is not None:
            again = self._fast(template, cut, frame, place)
            template = template if again is not None and agree(again, seen) else None
        if template is None:
            self._failed[key] = self._failed.get(key, 0) + 1
            return
        if len(self.templates) >= _MOST_TEMPLATES:
            self.templates.clear()
        self.templates.setdefault(key, []).append(template)


def task_of(path: Path, first: int, start: int, stop: int) -> Range:
    """A range of a file."""
    return Range(str(path), path.name, first, start, stop)
