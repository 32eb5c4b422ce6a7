"""Japan's time, which all of Japan has in every season, and how its months are written."""

from datetime import timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")


def month_text(period: str) -> str:
    """``2026-11`` as ``2026年11月``."""
    year, _, number = period.partition("-")
    return f"{year}年{int(number)}月" if number.isdigit() else period
