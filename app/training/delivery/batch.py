"""A month's forms of a fund for some establishments, a list of those enrolled, and faults planted on request.

Every name says that it is a sample. L fixes no layout: the forms carry L's titles and plain tables.
"""

import csv
import io
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from app.delivery.forms import form_table
from app.errors import KenpanError
from app.training.delivery.pages import FormRow, Sheet, painted

DEFECTS = {
    "swapped": "delivery.swapped",
    "last_month": "delivery.period",
    "hidden": "delivery.hidden",
    "stamp": "delivery.picture",
    "missing": "delivery.missing",
    "doubled": "delivery.double",
    "strange": "delivery.stranger",
    "sums": "delivery.sum",
    "person": "delivery.person",
    "shifted": "delivery.csv_row",
    "total": "delivery.csv_total",
}
"""What can be planted, and the rule that finds it."""
NAMES = {"11001": "見本製作所", "11002": "試験商事", "11003": "練習運輸"}
_GIVEN = ("太郎", "花子", "一郎", "次郎", "桜")
_MANY, _FEW, _ON_PAGE = 46, 5, 40
"""So many people have the first two, so that a form has two pages; so many the others."""


class SamplePerson(NamedTuple):
    """Somebody made up."""

    number: str
    name: str
    amount: int


def people_of(establishment: str, many: bool) -> list[SamplePerson]:
    """Those enrolled."""
    count = _MANY if many else _FEW
    return [
        SamplePerson(f"{establishment[-3:]}{at:05}", f"見本{_GIVEN[at % len(_GIVEN)]}", 5000 + 100 * (at % 20))
        for at in range(1, count + 1)
    ]


def make_delivery(folder: Path, period: str, defects: Collection[str] = (), establishments: int = 2) -> list[Path]:
    """Write the files of a batch and ``roster.csv``. ``KenpanError`` ``sample.defect``, ``sample.write``."""
    unknown = sorted({*defects} - {*DEFECTS})
    if unknown:
        what = f"ない欠陥です：{'、'.join(unknown)}。"
        raise KenpanError("sample.defect", what, f"{'、'.join(DEFECTS)} から選びます。")
    names = dict(list(NAMES.items())[:establishments])
    people = {own: people_of(own, many=at < 2) for at, own in enumerate(names)}
    year, month = period.split("-")
    files = {"news.pdf": painted([_news(f"{year}年{int(month)}月")])}
    files["forms.pdf"] = painted(_sheets(names, people, period, frozenset(defects)))
    for own, rows in people.items():
        files[f"balances_{own}.csv"] = _csv(own, rows, period, defects if own == next(iter(names)) else ())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        (folder / "roster.csv").write_bytes(_roster(people))
    except OSError as error:
        raise KenpanError("sample.write", "見本を書き込めません。", "空き容量を確かめてください。") from error
    return [folder / name for name in (*files, "roster.csv")]


def _news(period: str) -> Sheet:
    text = ("この帳票は検版の見本です。実在の基金・事業所・人のものではありません。",)
    return Sheet("企業年金基金ニュース", ("対象年月", period), (1, 1), [FormRow(text)])


def _sheets(
    names: dict[str, str], people: dict[str, list[SamplePerson]], period: str, defects: frozenset[str]
) -> list[Sheet]:
    own, other = list(names)[:2]
    sheets = [sheet for one in names for sheet in _of(one, names[one], people[one], period)]
    by = {(sheet.establishment, sheet.title, sheet.place[0]): at for at, sheet in enumerate(sheets)}
    if "swapped" in defects:
        one, two = by[own, "掛金計算書", 2], by[other, "掛金計算書", 2]
        sheets[one], sheets[two] = sheets[two], sheets[one]
    if "last_month" in defects:
        at = by[other, "中断者一覧表", 1]
        sheets[at] = sheets[at]._replace(head=_head(other, names[other], _before(period)))
    if "hidden" in defects:
        at = by[own, "資格取得通知書", 1]
        sheets[at] = sheets[at]._replace(hidden=f"事業所番号：{other}　事業所名称：{names[other]}")
    if "stamp" in defects:
        at = by[own, "納入告知書・領収証書", 1]
        sheets[at] = sheets[at]._replace(stamp=True)
    if "person" in defects:
        at = by[own, "資格喪失通知書", 1]
        stranger = people[other][0]
        sheets[at].rows.append(FormRow((stranger.number, stranger.name, "喪失")))
    if "sums" in defects:
        at = by[other, "納入告知書・領収証書", 1]
        sheets[at].rows[0] = FormRow(("納入告知額", f"{int(sheets[at].rows[0].cells[1].replace(',', '')) + 1:,}"))
    if "doubled" in defects:
        sheets.append(sheets[by[own, "65歳到達予定者一覧表", 1]])
    if "strange" in defects:
        at = by[other, "中断者一覧表", 1]
        sheets.append(sheets[at]._replace(head=_head("19999", "架空工業", period)))
    if "missing" in defects:
        del sheets[by[own, "納入告知書・領収証書", 1]]
    return sheets


def _of(own: str, name: str, people: Sequence[SamplePerson], period: str) -> list[Sheet]:
    head = _head(own, name, period)
    total = sum(one.amount for one in people)
    new, gone = people[-1], people[0]
    few = [FormRow((one.number, one.name, "該当")) for one in people[1:3]]
    sheets = [
        Sheet("資格取得通知書", head, (1, 1), [FormRow((new.number, new.name, "取得"))]),
        Sheet("資格喪失通知書", head, (1, 1), [FormRow((gone.number, gone.name, "喪失"))]),
        Sheet("65歳到達予定者一覧表", head, (1, 1), few),
        Sheet("基礎年金番号届", head, (1, 1), few[:1]),
        Sheet("中断者一覧表", head, (1, 1), few[1:]),
    ]
    parts = [people[at : at + _ON_PAGE] for at in range(0, len(people), _ON_PAGE)]
    for at, part in enumerate(parts, 1):
        rows = [FormRow((one.number, one.name, f"{one.amount:,}")) for one in part]
        rows += [FormRow(("掛金合計", f"{total:,}"))] if at == len(parts) else []
        sheets.append(Sheet("掛金計算書", head, (at, len(parts)), rows))
    changes = (("前月掛金", total - new.amount), ("増加", new.amount), ("減少", 0), ("当月掛金", total))
    rows = [FormRow((new.number, new.name, "増加"))]
    sheets.append(
        Sheet("掛金異動明細表", head, (1, 1), [*rows, *(FormRow((label, f"{value:,}")) for label, value in changes)])
    )
    sheets.append(Sheet("納入告知書・領収証書", head, (1, 1), [FormRow(("納入告知額", f"{total:,}"))]))
    return sheets


def _head(own: str, name: str, period: str) -> tuple[str, ...]:
    year, month = period.split("-")
    return "事業所番号", own, "事業所名称", name, "対象年月", f"{year}年{int(month)}月"


def _before(period: str) -> str:
    year, month = map(int, period.split("-"))
    return f"{year - (month == 1)}-{(month - 2) % 12 + 1:02}"


def _csv(own: str, people: Sequence[SamplePerson], period: str, defects: Collection[str]) -> bytes:
    spec = form_table().csv
    rows = [[header for _, header in spec.columns]]
    rows += [[own, one.number, one.name, f"{period}-28", str(one.amount * 100)] for one in people]
    if "shifted" in defects:
        rows[2].insert(2, "")
    total = sum(int(row[-1]) for row in rows[1:]) + ("total" in defects)
    rows.append([spec.total, str(len(people)), str(total)])
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(spec.encoding)


def _roster(people: dict[str, list[SamplePerson]]) -> bytes:
    rows = [f"{own},{one.number},{one.name}" for own, all_of in people.items() for one in all_of]
    return "\r\n".join(["事業所番号,加入者番号,氏名", *rows, ""]).encode("utf-8-sig")
