"""All rules by name, in the order in which they are asked and listed."""

from functools import cache

from app.checks import volume
from app.checks.model import FileRule, Rule, Stage
from app.checks.rules import content, office, sheet, structure

RULES: tuple[Rule, ...] = (
    *volume.RULES,
    *structure.RULES,
    *office.RULES,
    *content.RULES,
    *sheet.RULES,
)
"""By stage: what is on the medium, each record by itself, records together, what is printed. A rule that has
warnings besides its errors is here twice under one name, the errors first."""


@cache
def rule(name: str) -> Rule:
    """The rule of this name; ``KeyError`` if there is none."""
    return {one.name: one for one in reversed(RULES)}[name]


@cache
def stage_rules(stage: Stage) -> tuple[FileRule, ...]:
    """The rules of one stage that files are asked by, in the order of the catalogue."""
    return tuple(one for one in RULES if isinstance(one, FileRule) and one.stage == stage)
