"""料金後納郵便物差出票 as drafted, on the form of 委託要領別紙12, and the table for its stamped copy."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app.equipment.posting import SIZE_WORDS, Posting
from app.errors import KenpanError
from app.japan_time import JST
from app.reports.form_cells import TEXTS, UNPOSTED, Beside, CellForm, FormCell, filled_form
from app.reports.workbook import Value
from app.tally.slip_model import Slip, SlipKey
from app.tally.ways import WAY_WORDS, WAYS

FORM = "slip"
_DRAFT = "（下書き）"
ROW_HEADERS = ("郵便物の種類", "重量", "区分", "バーコード", "下書き（通）", "受付印（通）")


def slip_xlsx(slip: Slip, posting: Posting, month: str, volume: str, made: datetime, form: CellForm) -> bytes:
    """The draft as a book: the form, its rows apart for typing the stamped copy beside them, and what it was made of.

    ``KenpanError`` ``form.cells`` for a form that has no cell for some of the pieces, or two.
    """
    _refuse_uncounted(slip, form)
    time = f"{made.astimezone(JST):%Y-%m-%d %H:%M} JST"
    texts = {"month": month, "volume": volume, "made": time}
    values = {one.at: texts[one.value] if one.value in TEXTS else _value(one, slip, posting) for one in form.cells}
    keys = sorted(slip, key=lambda one: one.order)
    lines = (
        ("差出人住所", "東京都杉並区高井戸西3-5-24"),
        ("差出人氏名", "日本年金機構"),
        ("月", month),
        ("ボリューム", volume),
        ("様式", "委託要領別紙12"),
        *form.notes,
        ("作成（日本標準時）", time),
    )
    beside = (
        Beside("内訳", ROW_HEADERS, (16, 12, 12, 12, 14, 14), [_row(key, slip[key]) for key in keys]),
        Beside("作成", (), (24, 66), lines),
    )
    return filled_form(replace(form, title=f"{form.title}{_DRAFT}　{month}"), values, beside, made)


def _refuse_uncounted(slip: Slip, form: CellForm) -> None:
    """Every piece stands in one cell of its class, or the form would say less, or more, than is posted."""
    for key in sorted(slip, key=lambda one: one.order):
        own = [one.at for one in form.cells if _counts(one, key)]
        places, name, count = "、".join(own) or "―", key.name, slip[key]
        if count and len(own) != 1:
            raise KenpanError(
                "form.cells",
                f"様式に、{name} の {count:,} 通を書くセルが一つではありません（{places}）。",
                "様式のセルの表に、その区分のセルを一つ書いてください（手引き「運用」の「差出票の様式」）。",
                file=form.book,
            )


def _counts(cell: FormCell, key: SlipKey) -> bool:
    """Whether a cell is that of the class of these pieces."""
    if not key.grams:
        return cell.value == UNPOSTED
    return cell.value == "pieces" and cell.grams > 0 and _meant(cell, key)


def _meant(cell: FormCell, key: SlipKey) -> bool:
    is_class = not cell.grams or (key.size, key.grams) == (cell.size, cell.grams)
    return is_class and cell.way in (None, key.way) and cell.barcode in (None, key.barcode)


def _value(cell: FormCell, slip: Slip, posting: Posting) -> Value:
    """What a cell takes; nothing where there are no such pieces, but of the whole slip."""
    own = {key: count for key, count in slip.items() if key.grams and _meant(cell, key) and count}
    yen = {(post.size, post.grams): post.yen for post in posting.classes}
    if cell.value == UNPOSTED:
        lost = sum(count for key, count in slip.items() if not key.grams)
        return f"郵便で送れない重さ {lost:,}" if lost else None
    if cell.value == "pieces":
        return sum(own.values()) if own or not cell.grams else None
    if cell.value == "fee":
        return None if cell.size is None else yen.get((cell.size, cell.grams)) or None
    if cell.value == "sum":
        sums = sum(yen.get((key.size, key.grams), 0) * count for key, count in own.items())
        return sums if sums or not cell.grams else None
    return _remarks(own)


def _remarks(own: Mapping[SlipKey, int]) -> str | None:
    """``通常 バーコード有 1,234・無 5`` and a line for each further way."""
    lines = []
    for way in WAYS:
        told = [
            f"{'有' if key.barcode else '無'} {own[key]:,}"
            for key in sorted(own, key=lambda one: one.order)
            if key.way == way
        ]
        if told:
            lines.append(f"{WAY_WORDS[way]}　バーコード{'・'.join(told)}")
    return "\n".join(lines) or None


def _row(key: SlipKey, count: int) -> tuple[Value, ...]:
    barcode = "有" if key.barcode else "無"
    return SIZE_WORDS[key.size], key.weight, WAY_WORDS[key.way], barcode, count, None
