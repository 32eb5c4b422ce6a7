"""A medium that came as it should: what a person types for it, and the month that it was planned for."""

from datetime import date, datetime

from app.japan_time import JST
from app.media.comparing import FileDifference, MediaComparison
from app.month.reception.facts import Medium, month_counts
from app.month.reception.model import Plan
from app.month.reception.typed import paper_field, read_transcription
from app.month.schedule.dates import MonthDates
from app.month.schedule.file import schedule
from app.records.units import NOTICES, Count

PERIOD = "2026-12"
DATES = MonthDates(date(2026, 12, 15), date(2026, 12, 18))
NOW = datetime(2026, 12, 15, 13, 30, tzinfo=JST)
CONTRACTOR = "受託業者Ａ"


def typed_for(medium: Medium, **other: str) -> dict[str, str]:
    """Everything that stands on the labels and papers of a sound medium; ``other`` with ``_`` for ``.``."""
    title = "納入告知額・領収済額情報ＤＶＤ（３日目）　１枚目（東京都、千葉県、山梨県分）"
    texts = {
        "disc.title": title,
        "disc.side": "正",
        "disc.volume": "ＰＡＰ０３Ａ",
        "case.contractor": "受託業者A",
        "case.title": title,
        "case.side": "正",
        "case.volume": "PAP03A",
        "case.created": "令和８年１１月１８日",
        "case.counts": "厚年・船保の処理結果件数表を参照",
        "case.agency": "日本年金機構 三鷹分室",
        "hand.brought": "機構 引渡担当１",
        "hand.received": "受入担当１",
        "hand.date": "令和8年12月15日",
        "hand.time": "10:40",
        "order.number": "委-2026-12",
        "order.date": "2026-12-15",
        "order.month": "12月分",
        "order.receipt": "受-2026-12",
        "order.receipt_date": "R8.12.15",
        "order.discs": "2",
        "scan.tool": "ウイルス対策ソフト 1.0",
        "scan.pattern": "2026-12-15",
        "scan.date": "2026-12-15",
        "scan.time": "11:05",
        "scan.media": "PAP03A、PAP03B",
        "scan.result": "検出なし",
        "scan.by": "受入担当１",
        "paper.kounen.created": "令和8年11月18日",
        "paper.senpo.created": "令和8年11月18日",
    }
    for scheme in ("kounen", "senpo"):
        own = [line for line in medium.offices if line.scheme == scheme]
        texts |= {paper_field(scheme, line.office): f"{line.prints:,}枚" for line in own}
        texts[f"paper.{scheme}.total"] = str(sum(line.prints or 0 for line in own))
    return texts | {name.replace("_", ".", 1) if "." not in name else name: text for name, text in other.items()}


def read(medium, texts):
    return read_transcription(texts, medium.lines)


def plan_for(medium: Medium, **other) -> Plan:
    last = month_counts("2026-11", medium)
    made = {"contractor": CONTRACTOR, "planned": Count(medium.notices.value, NOTICES), "last": last, **other}
    return Plan(PERIOD, DATES, schedule(), made.pop("now", NOW), **made)


def pair(medium: Medium, *differences: FileDifference) -> MediaComparison:
    return MediaComparison(medium.title, "PAP03B（副）", medium.opened, differences, ())
