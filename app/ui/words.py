"""How a process and a month are named on every screen."""

from app.signoff.model import Month, Process


def month_text(period: str) -> str:
    """``2026-11`` as ``2026年11月``."""
    year, _, number = period.partition("-")
    return f"{year}年{int(number)}月" if number.isdigit() else period


def process_text(process: Process) -> str:
    """That it is a process, and its title."""
    return f"工程　{process.title}"


def named_month(month: Month) -> str:
    """Period and title."""
    return f"{month_text(month.period)}　{month.title}"
