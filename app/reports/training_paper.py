"""研修実施報告書 (N 仕様書別紙9) with its 出席者名簿, which the form asks for as an attachment."""

from dataclasses import dataclass
from datetime import date

from app.reports.letter import day_text
from app.reports.paper_texts import PaperTexts
from app.reports.pdf_table import GREY, Column, Report

_TICKED, _EMPTY = "✓", "□"
_SIGN = "　\n　"


@dataclass(frozen=True, slots=True)
class Attended:
    """A line of 出席者名簿: number in 業務委託員名簿, name, lessons by number."""

    number: str
    name: str
    lessons: str


@dataclass(frozen=True, slots=True)
class TrainingHeld:
    """A training as somebody stated it: ``first`` and ``last`` day (``YYYY-MM-DD``), ids of the ``topics`` that were
    spoken of, what ``other``; ``lessons``: label and title of those that were held.
    """

    first: str
    last: str
    topics: frozenset[str]
    other: str
    lessons: tuple[tuple[str, str], ...]
    people: tuple[Attended, ...]


def training_pdf(texts: PaperTexts, held: TrainingHeld | None, due: date | None, foot: str) -> bytes:
    """The report, and on a page of its own the list to be signed. Without ``held`` nothing is ticked and no number
    stands there: an empty form. ``due``: the day by which it must be with the agency.
    """
    own = texts.training
    report = Report(own.title, own.annex, foot)
    report.text("令和　　年　　月　　日", 10)
    report.text(texts.addressee, 11)
    for line in texts.contractor:
        report.text(f"　　　　　　　　　　　　　　　　　　　　{line}", 10)
    report.text(f"　{own.body.strip().format(work=texts.work)}", 10)
    report.heading("① 研修実施時期及び期間")
    begun = None if held is None else date.fromisoformat(held.first) >= texts.contract.start
    report.text(f"{_box(on=begun is False)} 履行開始前に実施　　{_box(on=begun is True)} 履行開始後に実施", 10)
    first, last = ("", "") if held is None else (held.first, held.last)
    report.text(f"研修実施期間：{_day(first)} から {_day(last)} まで", 10)
    if due is not None:
        report.text(f"提出期限：{day_text(due)}（履行開始日の前日、履行開始後は初日から10日以内）", 9, GREY)
    report.heading("② 研修実施者")
    count = "　　" if held is None else f"{len(held.people):,}"
    report.text(f"研修実施人数　{count} 名（氏名と管理番号は、この後の出席者名簿）", 10)
    report.heading("③ 研修実施内容")
    for topic in own.topics:
        report.text(f"{_box(on=held is not None and topic.id in held.topics)} {topic.text}", 10)
    report.text(f"その他（{'　' * 20 if held is None else held.other or 'なし'}）", 10)
    report.new_page()
    report.heading("出席者名簿")
    if held is not None and held.lessons:
        report.facts(held.lessons)
    columns = [Column("管理番号", 14), Column("氏名", 36), Column("受けた教材", 34), Column("研修日", 24)]
    columns.append(Column("署名", 44))
    people = () if held is None else held.people
    report.table(columns, [(one.number, one.name, one.lessons, _SIGN, _SIGN) for one in people])
    report.text("管理番号は業務委託員名簿の番号です。研修日と署名は、出席した人が自分で記入します。", 8, GREY)
    report.by_hand(("研修担当", "管理責任者"), "印")
    return report.finish()


def _box(*, on: bool) -> str:
    return _TICKED if on else _EMPTY


def _day(day: str) -> str:
    return "令和　　年　　月　　日" if not day else day_text(date.fromisoformat(day))
