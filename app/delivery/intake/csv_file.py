"""The CSV of balances (⑩) beside its fields: encoding, header, quoting, every row, count and sum."""

import re
from collections.abc import Sequence

from app.delivery.forms import FormTable
from app.delivery.intake.facts import PageFacts, Person, amount_of, plain
from app.delivery.intake.model import Finding

_FORM = "balances"
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_DAY = re.compile(r"([0-9]{4})[-/]?([0-9]{2})[-/]?[0-9]{2}")


def read_csv(name: str, raw: bytes, table: FormTable) -> tuple[PageFacts, list[Finding]]:
    """What the file says as one page, and what is wrong with how it is written. No line is mended or guessed."""
    spec, found = table.csv, []

    def wrong(rule: str, message: str, row: int | None = None, said: str = "") -> None:
        found.append(Finding(rule, "error", name, row, "", message, said))

    try:
        text = raw.decode(spec.encoding)
    except UnicodeDecodeError:
        wrong("delivery.csv", f"文字コードが {spec.encoding} ではありません。")
        return PageFacts(name, None, (_FORM,), problem="文字コード"), found
    if "\0" in text or not text.endswith("\r\n"):
        wrong("delivery.csv", "最後の行が途中で切れているか、改行が CR LF ではありません。")
    rows = [_cells(line, spec.quoted) for line in text.removesuffix("\r\n").split("\r\n")]
    header = [one for _, one in spec.columns]
    if not rows or rows[0] != header:
        wrong("delivery.csv", f"見出しが「{'・'.join(header)}」ではありません。", 0)
    at = {key: column for column, (key, _) in enumerate(spec.columns)}
    persons: list[Person] = []
    establishments: dict[str, None] = {}
    periods: dict[str, None] = {}
    total: tuple[int | None, int | None] | None = None
    for number, row in enumerate(rows[1:], 1):
        if row is None:
            wrong("delivery.csv", "引用符の付け方が違います。", number)
        elif spec.total and row and row[0] == spec.total and number == len(rows) - 1:
            total = (amount_of(row[1]), amount_of(row[2])) if len(row) >= 3 else (None, None)
        elif len(row) != len(header) or (person := _person(row, at, table)) is None:
            wrong("delivery.csv_row", "欄の数か、欄の中身がずれています。", number, "・".join(row)[:60])
        else:
            persons.append(person)
            establishments.setdefault(row[at["establishment"]])
            day = _DAY.fullmatch(row[at["day"]])
            periods.setdefault(f"{day[1]}-{day[2]}" if day else "")
    if spec.total:
        counted = (len(persons), sum(one.amount or 0 for one in persons))
        if total != counted:
            told = "なし" if total is None else f"{total[0]} 件・{total[1]} 円"
            wrong(
                "delivery.csv_total", f"合計の行（{told}）が、明細（{counted[0]:,} 件・{counted[1]:,} 円）と違います。"
            )
    text = "\n".join(" ".join(map(plain, row)) for row in rows if row)
    facts = PageFacts(
        name, None, (_FORM,), tuple(establishments), (), tuple(filter(None, periods)), None, tuple(persons), {}, text
    )
    return facts, found


def _cells(line: str, quoted: bool) -> list[str] | None:
    """The fields of a line; ``None`` where they are not all quoted, or none is, as they must be."""
    if not quoted:
        return None if '"' in line else line.split(",")
    cells = []
    at = 0
    while (match := _QUOTED.match(line, at)) is not None:
        cells.append(match[1].replace('""', '"'))
        at = match.end()
        if at == len(line):
            return cells
        if line[at] != ",":
            return None
        at += 1
    return None


def _person(row: Sequence[str], at: dict[str, int], table: FormTable) -> Person | None:
    amount = amount_of(row[at["balance"]])
    is_right = table.person.fullmatch(row[at["person"]]) and _DAY.fullmatch(row[at["day"]]) and row[at["name"]].strip()
    if amount is None or not is_right or not re.fullmatch("[0-9A-Z]{1,16}", row[at["establishment"]]):
        return None
    return Person(row[at["person"]], plain(row[at["name"]]), amount)
