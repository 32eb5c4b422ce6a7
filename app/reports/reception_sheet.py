"""受入判定書: whether a month's medium may be worked with, on one page of A4.

The verdict large, what stands against it, everything that was compared with its result in words and marks, and room for
signatures. The page is always one: where there is too much, what agrees is drawn together first.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from app.reports.pdf_table import BLACK, BLUE, GREY, RED, Cell, Colour, Column, Report, Row
from app.reports.pdf_text import grouped, lines_of
from app.reports.signs import UNSIGNED, ZONE_NOTE, head_line
from app.signoff.ledger import Head

TITLE = "受入判定書"
Standing = Literal["same", "note", "against", "recorded"]
_COLOURS: dict[Standing, Colour] = {"same": BLACK, "note": BLUE, "against": RED, "recorded": GREY}
_AGREED: tuple[Standing, ...] = ("same", "recorded")
_BANNER = 8.5


@dataclass(frozen=True, slots=True)
class _Layout:
    """How much room things take: type of the table, reasons in the frame, rows against it in the table; of how many
    groups what agrees is drawn together, those that have most of it first; whether every text is cut to one line, and
    whether what to do is cut, too.
    """

    size: float
    reasons: int
    against: int
    together: int = 0
    cut: bool = False
    steps_cut: bool = False


_LAYOUTS = (
    _Layout(7.0, 14, 24),
    _Layout(6.5, 14, 24),
    _Layout(6.5, 14, 20, together=1),
    _Layout(6.5, 14, 20, together=2),
    _Layout(6.5, 14, 20, together=3),
    _Layout(6.5, 14, 16, together=9),
    _Layout(6.5, 9, 14, together=9),
    _Layout(6.5, 9, 14, together=9, cut=True),
    _Layout(6.5, 7, 10, together=9, cut=True),
    _Layout(6.0, 5, 8, together=9, cut=True, steps_cut=True),
)
"""From the roomiest to the tightest: the first that fits one page is taken, and the last one does."""


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A line of the table: what was typed, what was read, both with units, and the result with mark and word.

    ``detail``: one of many of its kind, left out first where there is no room.
    """

    group: str
    place: str
    typed: str
    read: str
    result: str
    standing: Standing
    detail: bool = False


@dataclass(frozen=True, slots=True)
class PaperSign:
    """A line for a signature. Without ``who`` it is unsigned: room to sign by hand."""

    meaning: str
    who: str = ""
    when: str = ""
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class ReceptionPaper:
    """What the page says.

    ``facts`` are names and values, two pairs a line. ``reasons`` stand against it, ``notes`` want a look: what is the
    matter and what to do. ``fingerprint`` is that of the medium's content; ``head`` is where the ledger ended, if the
    verdict is recorded.
    """

    go: bool
    volume: str
    facts: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]
    lines: tuple[ComparedLine, ...]
    fingerprint: str
    sources: str
    signs: tuple[PaperSign, ...]
    head: Head | None = None
    watermark: str = ""


def reception_pdf(paper: ReceptionPaper) -> bytes:
    """The page. The same content gives the same bytes."""
    for layout in _LAYOUTS:
        report = _laid_out(paper, layout)
        if report.pages == 1:
            break
    return report.finish()


def _laid_out(paper: ReceptionPaper, layout: _Layout) -> Report:
    foot = "検版　台帳に記録する前の控えです。" if paper.head is None else head_line(paper.head)
    word = "受入可" if paper.go else "受入不可"
    report = Report(TITLE, f"{paper.volume}　【{word}】", foot, paper.watermark)
    report.banner(f"{'○' if paper.go else '×'} {word}", tuple(_said(paper, layout)), BLUE if paper.go else RED)
    report.facts([(name, _one_line(value, 162, 8, layout)) for name, value in paper.facts], across=2)
    if paper.lines:
        report.table(_COLUMNS, [_row(line, layout) for line in _lines(paper.lines, layout)])
    report.table(_SIGN_COLUMNS, [_sign_row(sign, layout) for sign in paper.signs])
    fingerprint = grouped(paper.fingerprint) if paper.fingerprint else "なし（媒体を開けません）"
    report.text(f"媒体の内容の指紋（SHA-256）　{fingerprint}", 6.5)
    report.text(f"{paper.sources}　{ZONE_NOTE}", 6, GREY)
    return report


def _said(paper: ReceptionPaper, layout: _Layout) -> Iterator[str]:
    """Beside the verdict: what to do, and under it what makes it necessary."""
    told = paper.notes if paper.go else paper.reasons
    if paper.go:
        yield (
            f"検査に進めます。署名する前に確かめること {len(told)} 点："
            if told
            else "すべて一致しています。検査に進めます。"
        )
    shown = _most_telling(told, layout.reasons)
    for step in dict.fromkeys(step for _, step in shown):
        yield _one_line(f"▶ {step}", 350, _BANNER, layout) if layout.steps_cut else f"▶ {step}"
        for what in (what for what, own in shown if own == step):
            yield _one_line(f"　・{what}", 350, _BANNER, layout)
    if len(told) > len(shown):
        yield f"ほか {len(told) - len(shown)} 点（すべては受入の画面にあります）"
    if paper.notes and not paper.go:
        yield f"このほかに要確認 {len(paper.notes)} 点"


def _most_telling(told: Sequence[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    """So many of them in their order, of everything that is to be done at least one if there is room."""
    first = [next(one for one in told if one[1] == step) for step in dict.fromkeys(step for _, step in told)]
    chosen = [*first, *(one for one in told if not any(one is other for other in first))][:most]
    return [one for one in told if any(one is other for other in chosen)]


def _one_line(text: str, room: float, size: float, layout: _Layout) -> str:
    """As it is, or in the tightest layout the beginning that fits so many points."""
    if not layout.cut:
        return text
    first, *more = lines_of(text, room - size, size)
    return f"{first}…" if more else first


# What was compared

_COLUMNS = (
    Column("区分", 16),
    Column("比べたもの", 36),
    Column("入力（現物）・予定", 46),
    Column("読み取り・基準", 63),
    Column("結果", 25),
)
_ROOMS = (40, 96, 125, 173)  # of the first four, in points


def _lines(lines: Sequence[ComparedLine], layout: _Layout) -> list[ComparedLine]:
    """The lines against it at most so many; in tighter layouts what agrees drawn together."""
    against = sorted((line for line in lines if line.standing == "against"), key=lambda line: line.detail)
    left_out = against[layout.against :]
    kept = [line for line in lines if not any(line is one for one in left_out)]
    if layout.together:
        kept = list(_drawn_together(kept, layout.together))
    if left_out:
        place = f"ほか {len(left_out)} 項目"
        kept.append(ComparedLine("", place, "", "すべては受入の画面にあります", left_out[0].result, "against"))
    return kept


def _drawn_together(lines: Sequence[ComparedLine], groups: int) -> Iterator[ComparedLine]:
    """Of so many groups what agrees in one line, what was recorded in another, and the others as they are."""
    agreeing = Counter(line.group for line in lines if line.standing in _AGREED)
    largest = {group for group, _ in agreeing.most_common(groups)}
    for group, run in groupby(lines, key=lambda line: line.group):
        own = list(run)
        if group not in largest:
            yield from own
            continue
        for standing in _AGREED:
            some = [line for line in own if line.standing == standing]
            if len(some) == 1:
                yield from some
            elif some:
                places = "、".join(line.place for line in some)
                yield ComparedLine(group, f"次の {len(some)} 項目", "", places, some[0].result, standing)
        yield from (line for line in own if line.standing not in _AGREED)


def _row(line: ComparedLine, layout: _Layout) -> Row:
    texts = (line.group, line.place, line.typed, line.read)
    cells = [_one_line(text, room, layout.size, layout) for text, room in zip(texts, _ROOMS, strict=True)]
    return [*(Cell(text, size=layout.size) for text in cells), Cell(line.result, _COLOURS[line.standing], layout.size)]


# Signatures

_SIGN_COLUMNS = (Column("署名", 36), Column("氏名（ID）", 60), Column("日時", 50), Column("台帳", 24, "right"))


def _sign_row(sign: PaperSign, layout: _Layout) -> Row:
    number = "" if sign.seq is None else f"{sign.seq:,}"
    if sign.who:
        return [Cell(sign.meaning, size=8), Cell(_one_line(sign.who, 160, 8, layout), size=8), sign.when, number]
    # Room for a pen.
    return [Cell(f"{sign.meaning}\n ", size=8), Cell(UNSIGNED, GREY, 8), "", ""]
