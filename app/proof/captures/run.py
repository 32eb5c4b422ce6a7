"""Comparing captures with the month: every box of every capture, then what only all of them together can say."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.confined.children import Children
from app.confined.limits import Limits, NotReadError
from app.errors import KenpanError
from app.notice.piece_id import read_piece_id
from app.progress import Progress, no_progress
from app.proof.captures.basis import captures_basis
from app.proof.captures.comparison import CaptureComparison, Unproved
from app.proof.captures.judging import Judge, SideOf
from app.proof.captures.model import Bytes, Judged, JudgedSide, PaperSide, PoorCaptureError
from app.proof.captures.sealed import Pieces, SealedJudge
from app.proof.captures.sides import Sides, SideSource, sides_of
from app.proof.captures.trial import Trial
from app.proof.printed.basis import states_of
from app.proof.printed.columns import Columns
from app.proof.printed.comparison import Comparison
from app.proof.printed.expected import Expectation
from app.proof.printed.model import Difference, Notice, Unreadable
from app.sheet.customer_bars import BarcodeSize
from app.sheet.envelope import Envelope
from app.sheet.model import Rect, Sheet

STAGE = "取り込み画像の照合"
DESCRIBE, _READ = "app.proof.captures.images:describe", "app.proof.captures.images:read"
LIMITS = Limits(memory_mb=1536, cpu_s=20, wall_s=90.0, result_mb=96)
_UNKNOWN = "〓"
"""Stands for a character that could not be told."""

_NAMES = ["宛名面・表の側", "裏の側"]

SheetOf = Callable[[Notice], Sheet]


def compare_captures(
    files: Sequence[Path],
    sides: SideSource,
    expectation: Expectation,
    side_of: SideOf,
    *,
    wanted: Sequence[Notice] | None = None,
    media: str = "",
    barcode: BarcodeSize | None = None,
    decided: frozenset[frozenset[str]] = frozenset(),
    trial: Trial | None = None,
    judge: Judge | None = None,
    envelope: Envelope | None = None,
    printed: Sequence[Path] = (),
    progress: Progress = no_progress,
) -> CaptureComparison:
    """Judge every capture of these files. ``wanted``: notices of which both sides must be there (``None``: those seen).

    ``envelope``: the captures are of sealed envelopes, and what its windows show is judged.

    ``side_of``: whose side it is, by its code; ``printed``: the print that says how it must look, for the basis.

    ``decided``: pairs of characters that a lead decided are not told apart on captures. ``trial``: is measured, too.
    ``judge``: with what it has kept of the same forms. ``media``: hash of the month's manifest, ``barcode``: the size
    that the sheets have, both for the basis. ``KenpanError`` ``print.written``: a file did not stay what it was.
    """
    before = states_of([*files, *printed])
    forms, fonts = sides.forms, sides.fonts
    basis = captures_basis(
        files,
        forms,
        fonts,
        barcode,
        media,
        wanted=wanted,
        decided=decided,
        envelope=envelope,
        printed=printed,
        progress=progress,
    )
    own: Judge | SealedJudge = judge or Judge.of(sides)
    if envelope is not None:
        own = SealedJudge(judge or Judge.of(sides), envelope, barcode, pieces_of(expectation, wanted))
    run = _Run(own, expectation, side_of, decided, wanted, trial)
    with Children(1, LIMITS) as children:
        for file, file_page, count, image in _images(children, files, run.result):
            number = run.result.pages
            run.result.pages += 1
            progress(STAGE, number, max(count, number))
            if isinstance(image, str):
                run.result.unreadable.append(Unreadable(file.name, number, image))
                continue
            run.enter(file.name, number, image)
            del file_page
    if trial is not None:
        trial.refused += [one.reason for one in run.result.unreadable]
    if states_of([*files, *printed]) != before:
        what = "照合中に取り込み画像か印刷データが書き換えられました。"
        raise KenpanError("print.written", what, "書き込みが終わってから、もう一度照合してください。")
    run.result.basis = basis
    return run.closed(wanted)


def pieces_of(expectation: Expectation, wanted: Sequence[Notice] | None) -> Pieces:
    """The month's pieces by their customer barcodes; without one a piece is only known by its address."""
    columns, every = Columns(expectation), expectation.all()
    bars: dict[str, list[str]] = {}
    texts: dict[Notice, str] = {}
    for notice in every:
        if columns.able(notice):
            own, text = columns.bars(notice), columns.code("{piece_id}", notice)
        else:
            content = expectation.content(notice)
            own, text = content.barcode.bars, content.piece_id
        texts[notice] = text
        if own:
            bars.setdefault(own, []).append(text)
    return Pieces([texts[notice] for notice in (every if wanted is None else wanted)], bars, set(texts.values()))


def _images(
    children: Children, files: Sequence[Path], result: Comparison
) -> Iterator[tuple[Path, int, int, Bytes | str]]:
    """File, page there, pages known so far, and the image or why there is none."""
    known = 0
    for file in files:
        try:
            count = int(children.run(DESCRIBE, str(file))["pages"])
        except (KenpanError, NotReadError) as error:
            result.unreadable.append(Unreadable(file.name, None, error.what))
            continue
        except (KeyError, TypeError, ValueError):
            result.unreadable.append(Unreadable(file.name, None, "壊れています。"))
            continue
        if count <= 0:
            result.unreadable.append(Unreadable(file.name, None, "画像がありません。"))
        known += max(count, 0)
        for number in range(count):
            yield file, number, known, image_of(children, file, number)


def image_of(children: Children, file: Path, number: int) -> Bytes | str:
    """An image of a file, or why there is none."""
    try:
        raw = children.run(_READ, str(file), number)
        return np.frombuffer(raw["grey"], np.uint8).reshape(int(raw["height"]), int(raw["width"]))
    except (KenpanError, NotReadError) as error:
        return error.what
    except (KeyError, TypeError, ValueError):
        return "壊れています。"


def side_finder(expectation: Expectation, sides: Sides, sheet_of: SheetOf) -> SideOf:
    """Sides by their piece codes; ``KenpanError`` ``piece.id`` for one that the medium does not have."""
    last: list[tuple[Notice, Sheet]] = []

    def side(text: str, number: int) -> PaperSide:
        ref = read_piece_id(text)
        notice = Notice(ref.file, ref.record)
        if not expectation.has(notice) or expectation.content(notice).piece_id != text:
            raise KenpanError(
                "piece.id", f"現品のコード {text} の通知書は媒体にありません。", "現品を確かめてください。"
            )
        if not last or last[0][0] != notice:
            last[:] = [(notice, sheet_of(notice))]
        return sides.side(notice, last[0][1], number)

    return side


class _Run:
    def __init__(
        self,
        judge: Judge | SealedJudge,
        expectation: Expectation,
        side_of: SideOf,
        decided: frozenset[frozenset[str]],
        wanted: Sequence[Notice] | None,
        trial: Trial | None,
    ) -> None:
        self.trial = trial
        self.judge = judge
        self.expectation = expectation
        self.wanted = None if wanted is None else frozenset(wanted)
        sealed = isinstance(judge, SealedJudge)
        sides = judge.judge.sides if isinstance(judge, SealedJudge) else judge.sides
        self.result = CaptureComparison(decided=decided, sealed=sealed)
        self.seen: dict[tuple[Notice, int], list[int]] = {}
        self._side = side_of
        self._sides = max(map(sides_of, sides.forms.values()))
        self._asked: set[frozenset[str]] = set()

    def enter(self, file: str, number: int, image: Bytes) -> None:
        """One capture more."""
        try:
            judged = self.judge.judged(image, self._side, None if self.trial is None else self.trial.plants)
        except PoorCaptureError as error:
            self.result.unreadable.append(Unreadable(file, number, str(error)))
            return
        except KenpanError as error:
            self.result.findings.append(
                Difference("print.stranger", "error", file, None, number, None, None, "", "", None, error.what)
            )
            return
        if self.trial is not None:
            self.trial.enter(judged, self.expectation.content(judged.side.notice))
        self.seen.setdefault((judged.side.notice, judged.side.number), []).append(number)
        self.result.whose[number] = judged.side.notice, judged.side.number
        if self.wanted is not None and judged.side.notice not in self.wanted:
            self._find(judged, number, "print.stranger", None, "", "", None, "照合する範囲の通知書ではありません。")
        self._unseen(judged, number)
        self._items(judged, number)
        self._codes(judged, number)
        for rect in judged.added:
            self._find(judged, number, "print.added", None, "", "", rect, "何も印字しない場所に印字か汚れがあります。")
        for rect in judged.lost:
            self._find(judged, number, "print.graphic", None, "", "", rect, "様式の罫線・文字・印影が欠けています。")

    def _find(
        self,
        judged: JudgedSide,
        page: int,
        rule: str,
        box: Judged | None,
        expected: str,
        found: str,
        rect: Rect | None,
        message: str,
        item: str | None = None,
    ) -> Difference:
        notice = judged.side.notice
        side = box.box.side if box is not None else None
        item = box.box.item if box is not None else item
        one = Difference(rule, "error", notice.file, notice.record, page, side, item, expected, found, rect, message)
        self.result.findings.append(one)
        return one

    def _items(self, judged: JudgedSide, page: int) -> None:
        items: dict[tuple[str, str], list[Judged]] = {}
        for one in judged.boxes:
            self.result.verdicts[one.verdict] += 1
            items.setdefault((one.box.side, one.box.item), []).append(one)
            if one.verdict == "unproved":
                self._unproved(judged, page, one)
            elif one.verdict in ("changed", "undecided"):
                self.result.to_people.setdefault(page, []).append(one)
        for own in items.values():
            bad = [one for one in own if one.verdict in ("changed", "undecided")]
            if not bad:
                continue
            changed = [one for one in bad if one.verdict == "changed"]
            expected = "".join(one.box.char.char for one in own)
            found = "".join(found_char(one) for one in own)
            rect = _around([one.rect for one in bad])
            if not changed:
                what = "印字が期待した文字かどうか判定できません。人が見て決めてください。"
                self._find(judged, page, "print.undecided", bad[0], expected, found, rect, what)
            elif not found.strip():
                self._find(judged, page, "print.missing", bad[0], expected, "", rect, "印字されていません。")
            else:
                self._find(judged, page, "print.changed", bad[0], expected, found, rect, "印字が違います。")

    def _unseen(self, judged: JudgedSide, page: int) -> None:
        self.result.unseen.update({(one.side, one.item) for one in judged.unseen})
        for one in judged.unseen:
            if one.must:
                what = "窓から全体が見えません。見えない所は判定していません。"
                found = self._find(judged, page, "print.hidden", None, one.text, "", one.rect, what, one.item)
                self.result.findings[-1] = replace(found, side=one.side)

    def _unproved(self, judged: JudgedSide, page: int, one: Judged) -> None:
        """Told of each box; a pair that no lead decided on is asked for once."""
        notice, box = judged.side.notice, one.box
        for other in one.rival:
            made = Unproved(page, notice, box.side, box.item, box.char.char, other, one.rect)
            self.result.unproved_boxes.append(made)
            pair = frozenset(made.pair)
            if pair in self.result.decided or pair in self._asked:
                continue
            self._asked.add(pair)
            what = f"「{made.expected}」と「{other}」は、この画像では区別できません。責任者が一度だけ決めてください。"
            self._find(judged, page, "print.undecided", one, *made.pair, one.rect, what)

    def _codes(self, judged: JudgedSide, page: int) -> None:
        content = self.expectation.content(judged.side.notice)
        for _, bars in judged.side.bars:
            text = judged.codes.get(bars.id, "")
            customer = bars.kind == "customer"
            expected = content.barcode.bars if customer else bars.text
            if text == expected:
                continue
            if not text:
                what = "コードを読めません。"
                self._find(judged, page, "print.undecided", None, expected, "", bars.rect, what, bars.id)
            elif customer:
                what = "カスタマバーコードが宛先の番号と違います。"
                self._find(judged, page, "print.barcode", None, expected, text, bars.rect, what, bars.id)
            else:
                what = "同じ紙に別の通知書のコードがあります。"
                self._find(judged, page, "print.pairing", None, expected, text, bars.rect, what, bars.id)

    def closed(self, wanted: Sequence[Notice] | None) -> CaptureComparison:
        """The result, with what is missing or there twice."""
        notices = list(dict.fromkeys(notice for notice, _ in self.seen)) if wanted is None else list(wanted)
        self.result.records = len(notices)
        for notice in notices:
            names = ["封筒"] if self.result.sealed else _NAMES if self._sides == len(_NAMES) else self._numbered()
            pages = [self.seen.get((notice, number), []) for number in range(len(names))]
            self.result.matched += all(pages) and not self.result.sealed
            for name, own in zip(names, pages, strict=True):
                if not own:
                    self._whole("print.missing_page", notice, None, f"{name}の画像がありません。")
                for page in own[1:]:
                    self._whole("print.duplicate_page", notice, page, f"{name}の画像が二つあります。")
        return self.result

    def _numbered(self) -> list[str]:
        return [f"{number + 1} 枚目の面" for number in range(self._sides)]

    def _whole(self, rule: str, notice: Notice, page: int | None, message: str) -> None:
        one = Difference(rule, "error", notice.file, notice.record, page, None, None, "", "", None, message)
        self.result.findings.append(one)


def found_char(one: Judged) -> str:
    """What stands in a box, as far as it can be told."""
    if one.verdict == "changed":
        return one.rival or " "
    return _UNKNOWN if one.verdict == "undecided" else one.box.char.char


def _around(rects: Sequence[Rect]) -> Rect:
    x0, y0, x1, y1 = zip(*rects, strict=True)
    return Rect(min(x0), min(y0), max(x1), max(y1))
