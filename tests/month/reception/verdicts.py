"""Verdicts on papers."""

from app.month.reception.judging import judge
from tests.month.reception.received import pair, plan_for, read, typed_for


def verdict_of(medium, changed=None, comparison=True, **plan):
    texts = typed_for(medium) | (changed or {})
    texts = {name: text for name, text in texts.items() if text is not None}
    between = pair(medium) if comparison is True else comparison
    return judge(medium, read(medium, texts), plan_for(medium, **plan), between)


def row(verdict, name):
    return next(one for one in verdict.rows if one.id == name)


def against(verdict):
    return {one.id for one in verdict.reasons}
