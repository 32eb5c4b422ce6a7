"""How a job is named on every screen."""

from app.signoff.model import Job


def month_text(month: str) -> str:
    """``2026-11`` as ``2026年11月``."""
    year, _, number = month.partition("-")
    return f"{year}年{int(number)}月" if number.isdigit() else month


def job_text(job: Job) -> str:
    """Month and title."""
    return f"{month_text(job.month)}　{job.title}"
