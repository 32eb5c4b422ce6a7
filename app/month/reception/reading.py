"""What a person types, read: numbers and letters may be full-width, dates in an era or Western.

Each reader raises ``KenpanError`` ``reception.typed`` with what is wrong and how to write it.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, time

from app.errors import KenpanError
from app.media.volume import parse_label
from app.notice.era import EraProblem, era_date, eras

Month = tuple[int | None, int]
"""A year, ``None`` where only the month stands on the paper, and a month."""
_LONGEST = 200
_LARGEST = 99_999_999


def unread(what: str, next_step: str) -> KenpanError:
    """What every reader raises."""
    return KenpanError("reception.typed", what, next_step)


def _plain(text: str) -> str:
    """Half-width, without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def read_text(text: str) -> str:
    """Any text that is not too long."""
    if len(text) > _LONGEST:
        raise unread(f"長すぎます（{_LONGEST}文字まで）。", "短くしてください。")
    return text


def read_choice(text: str, choices: tuple[tuple[str, str], ...]) -> str:
    """The value of a choice, given as its value or its word."""
    plain = _plain(text).strip("()")
    found = next((value for value, word in choices if plain in (value, _plain(word))), None)
    if found is None:
        words = "・".join(word for _, word in choices)
        raise unread("選択肢にありません。", f"{words} から選んでください。")
    return found


def read_labels(text: str) -> tuple[str, ...]:
    """Volume labels such as ``PAP03A``, several between 、 or blanks."""
    found = []
    for word in re.split(r"[、,・\s]+", unicodedata.normalize("NFKC", text).strip()):
        label = parse_label(word)
        if label is None:
            raise unread(
                "ボリューム名の形ではありません。",
                "PAP03A（正）・PAP03B（副）の形で、ラベルのとおりに入力してください。",
            )
        found.append("".join(label))
    return tuple(found)


_NUMBER = re.compile(r"[0-9]+|[0-9]{1,3}(,[0-9]{3})+")


def read_number(text: str) -> int:
    """A count of sheets: ``12,345``, ``１２，３４５枚``."""
    plain = _plain(text).replace("、", ",")
    if plain.endswith("通"):
        raise unread("「通」は封筒の数です。", "件数表のプリント数（枚）を入力してください。")
    written = plain.removesuffix("枚").removesuffix("件")
    if _NUMBER.fullmatch(written) is None:
        what = "「,」の位置が正しくありません。" if re.fullmatch("[0-9,]+", written) else "数ではありません。"
        raise unread(what, "12,345 のように数字で入力してください。")
    digits = written.replace(",", "")
    if len(digits) > len(str(_LARGEST)) or int(digits) > _LARGEST:
        raise unread(f"大きすぎます（{_LARGEST:,} まで）。", "桁を確かめてください。")
    return int(digits)


_ERA_LETTERS: Mapping[str, str] = {"R": "令和", "H": "平成", "S": "昭和"}
_ERA_DAY = re.compile(r"(\D{1,2}?)(\d{1,2}|元)[年./-](\d{1,2})[月./-](\d{1,2})日?", re.ASCII)
_WESTERN_DAY = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?|(\d{4})(\d\d)(\d\d)", re.ASCII)
_DAY_SHAPE = "令和8年12月10日 か 2026-12-10 の形で入力してください。"


_FIRST_YEAR, _LAST_YEAR = 2000, 2098
"""Of labels and papers; also years whose business days are known."""


def read_day(text: str) -> date:
    """A day in an era or Western: ``令和８年１２月１０日``, ``R8.12.10``, ``2026-12-10``, ``20261210``.
    A day that never existed is refused, also one that no label can bear.
    """
    day = _any_day(text)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise unread(f"{day.year}年になります。", "年を確かめてください。")
    return day


def _any_day(text: str) -> date:
    plain = _plain(text)
    if match := _ERA_DAY.fullmatch(plain):
        era, year, month, day = match.groups()
        name = _ERA_LETTERS.get(era.upper(), era)
        found = era_date(name, 1 if year == "元" else int(year), int(month), int(day))
        if isinstance(found, EraProblem):
            raise unread(found.message, _DAY_SHAPE)
        return found
    if match := _WESTERN_DAY.fullmatch(plain):
        year, month, day = (int(part) for part in match.groups() if part is not None)
        try:
            return date(year, month, day)
        except ValueError:
            raise unread(f"{year}年{month}月{day}日という日はありません。", _DAY_SHAPE) from None
    if re.fullmatch(r"\d{1,2}[年./-]\d{1,2}[月./-]\d{1,2}日?", plain, re.ASCII):
        raise unread("元号がありません。", _DAY_SHAPE)
    raise unread("日付として読めません。", _DAY_SHAPE)


_CLOCK = re.compile(r"(午前|午後)?(\d{1,2})(?::(\d\d)|時(?:(\d{1,2})分)?)|(\d\d)(\d\d)", re.ASCII)
_CLOCK_SHAPE = "10:30 か 午前10時30分 の形で入力してください。"


def read_clock(text: str) -> time:
    """A time of day: ``10:30``, ``１０時３０分``, ``午後2時``, ``1030``."""
    match = _CLOCK.fullmatch(_plain(text))
    if match is None:
        raise unread("時刻として読めません。", _CLOCK_SHAPE)
    half, hour, *minute, other_hour, other_minute = match.groups()
    hours, minutes = int(hour or other_hour), int(next(filter(None, (*minute, other_minute)), 0))
    if half is not None and hours > 12:
        raise unread(f"{half}{hours}時という時刻はありません。", _CLOCK_SHAPE)
    if half is not None:
        hours = hours % 12 + (12 if half == "午後" else 0)
    if hours > 23 or minutes > 59:
        raise unread(f"{hours}時{minutes}分という時刻はありません。", _CLOCK_SHAPE)
    return time(hours, minutes)


_MONTH = re.compile(r"(?:(\d{4})[年./-]|(\D{1,2}?)(\d{1,2}|元)[年./-])?(\d{1,2})月?分?", re.ASCII)


def read_month(text: str) -> Month:
    """A month with or without its year: ``12月分``, ``令和8年12月``, ``2026-12``."""
    match = _MONTH.fullmatch(_plain(text))
    shape = "12月分 か 令和8年12月分 の形で入力してください。"
    if match is None or not 1 <= int(match[4]) <= 12:
        raise unread("月として読めません。", shape)
    western, era, year, month = match.groups()
    if western is not None:
        return int(western), int(month)
    if era is None:
        return None, int(month)
    found = era_date(_ERA_LETTERS.get(era.upper(), era), 1 if year == "元" else int(year), int(month))
    if isinstance(found, EraProblem):
        raise unread(found.message, shape)
    return found.year, int(month)


def day_in_era(day: date) -> str:
    """``令和8年12月10日``, as the agency writes days."""
    era = next((one for one in reversed(eras()) if one.first <= day), None)
    if era is None:
        return day.isoformat()
    year = day.year - era.first.year + 1
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
