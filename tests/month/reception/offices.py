"""Offices without a medium: what counting a volume would say of them."""

from app.checks.totals import Figures, OfficeLine
from app.records.layouts import Scheme


def office_line(scheme: Scheme, code: str, notices: int, name: str = "") -> OfficeLine:
    """An office whose 01, 02 and 件数表 agree."""
    figures = Figures(notices, 0, 0, 0, 0)
    return OfficeLine(scheme, code, name or f"事務所{code}", ("ZMGKK#0001",), figures, figures, notices, True, True)
