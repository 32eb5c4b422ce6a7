"""What the search finds beside records: screens, and rules of findings."""

from collections.abc import Mapping

from app.checks.catalogue import RULES
from app.month.looking.find import SearchGoal, SearchPlace
from app.signoff.roles import Role
from app.ui.kit.shortcuts import RAIL
from app.ui.shell.screens import SCREENS


def places_of(roles: frozenset[Role], counts: Mapping[str, int] | None) -> tuple[SearchPlace, ...]:
    """``counts``: findings of each rule, ``None`` where nothing was checked."""
    allowed = [one for one in SCREENS if one.may(roles)]
    screens = tuple(
        SearchPlace(
            "画面",
            one.word,
            (one.word, one.id),
            one.key or (RAIL[at] if at < len(RAIL) else ""),
            SearchGoal(screen=one.id),
        )
        for at, one in enumerate(allowed)
    )
    rules = {one.name: one for one in reversed(RULES)}
    found = tuple(
        SearchPlace(
            "規則",
            f"{one.title}",
            (one.name, one.title),
            _note(one.name, counts),
            SearchGoal(screen="findings", key=one.name),
        )
        for one in rules.values()
    )
    return (*screens, *sorted(found, key=lambda place: -(counts or {}).get(place.goal.key, 0)))


def _note(name: str, counts: Mapping[str, int] | None) -> str:
    return f"{name}　{'未検査' if counts is None else f'指摘 {counts.get(name, 0):,} 件'}"
