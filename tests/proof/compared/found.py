"""Differences as a comparison finds them."""

from app.proof.printed.model import Difference
from app.sheet.model import Rect


def finding(rule, *, page=0, severity="error", **values):
    """One difference; what is not given is the same for all."""
    given = {
        "file": "ZMGKK#1301",
        "record": 1,
        "side": "front",
        "item": "front.charge.total",
        "expected": "",
        "found": "",
        "rect": Rect(10, 20, 30, 25),
        "message": "違います。",
        **values,
    }
    return Difference(rule=rule, severity=severity, page=page, **given)
