"""The keys of every screen, grouped as the list under F1 shows them."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.ui.board import screen_keys as board_keys
from app.ui.comparison import screen_keys as comparison_keys
from app.ui.delivery import screen_keys as delivery_keys
from app.ui.drill import screen_keys as drill_keys
from app.ui.dummies import screen_keys as dummy_keys
from app.ui.findings import screen_keys as finding_keys
from app.ui.incidents import screen_keys as incident_keys
from app.ui.kit import shortcuts as keys
from app.ui.kit.key_list import BETWEEN
from app.ui.kit.shortcuts import KeyHelp
from app.ui.learning import screen_keys as learning_keys
from app.ui.lessons import lesson_keys
from app.ui.login import screen_keys as login_keys
from app.ui.papers import screen_keys as paper_keys
from app.ui.reception import screen_keys as reception_keys
from app.ui.redirects import screen_keys as redirect_keys
from app.ui.rounds import screen_keys as round_keys
from app.ui.tally import count_keys, log_keys

WINDOW_KEYS = (*keys.KEYS, *keys.REVIEW_KEYS, *finding_keys.KEYS, *keys.SIGNOFF_KEYS, *login_keys.KEYS)
"""Every key that works wherever the keyboard is."""
LISTED = (
    *WINDOW_KEYS,
    *keys.INNER_KEYS,
    *finding_keys.INNER_KEYS,
    *board_keys.INNER_KEYS,
    *reception_keys.INNER_KEYS,
    *comparison_keys.INNER_KEYS,
    *dummy_keys.INNER_KEYS,
    *redirect_keys.INNER_KEYS,
    *log_keys.LOG_KEYS,
    *count_keys.COUNT_KEYS,
    *paper_keys.INNER_KEYS,
    *incident_keys.INNER_KEYS,
    *delivery_keys.INNER_KEYS,
    *learning_keys.INNER_KEYS,
    *lesson_keys.INNER_KEYS,
    *drill_keys.INNER_KEYS,
    *round_keys.INNER_KEYS,
    *login_keys.INNER_KEYS,
)
"""Every line of the list under F1."""

EVERYWHERE, MEDIA = "どこでも", "媒体"
_WORDS = (
    MEDIA, "検査", "月と工程", "検証品を選ぶ", "受入", "検証品", "現品", "判定", "照合", "様式の測定", "ダミー",
    "別送引抜", "件数", "報告", "事故", "研修",
    "欠陥を見つける練習", "署名",
)  # fmt: skip
"""What stands before ``：`` in a line, as far as it names a screen or what is in front of one."""
_OF_SCREEN: Mapping[str, tuple[str, ...]] = {
    "board": ("月と工程", "検証品を選ぶ", "受入"),
    "media": (MEDIA,),
    "findings": ("検査", MEDIA),
    "round": ("現品", "検証品", "判定", "署名"),
    "compare": ("照合", "様式の測定"),
    "dummies": ("ダミー", "署名"),
    "redirects": ("別送引抜",),
    "tally": ("封入ログ", "件数"),
    "papers": ("報告",),
    "incidents": ("事故",),
    "delivery": ("配信",),
    "lessons": ("研修", "欠陥を見つける練習"),
}
"""The groups of a screen of the rail, the nearest first."""


_ON_KEYBOARD: Mapping[str, str] = {"Down": "↓", "Up": "↑", "Left": "←", "Right": "→", "Return": "Enter"}


_MOST = 7


class KeyGroup(NamedTuple):
    """The keys of one screen. ``here``: of the one that is in front."""

    name: str
    lines: tuple[KeyHelp, ...]
    here: bool = False


def key_groups(screen: str = "", wanted: str = "") -> tuple[KeyGroup, ...]:
    """All keys, those of ``screen`` (an id of the rail) first, then those that work everywhere, then the others; only
    lines that have ``wanted`` in a key, in what it does or in the screen's name.
    """
    found: dict[str, list[KeyHelp]] = {}
    for line in LISTED:
        for name, own in _told(line):
            found.setdefault(name, []).append(own)
    near = _OF_SCREEN.get(screen, ())
    order = [name for name in (*near, EVERYWHERE, *_WORDS) if name in found]
    groups = []
    for name in dict.fromkeys(order):
        lines = tuple(line for line in found[name] if _fits(name, line, wanted))
        groups += [KeyGroup(name, lines, name in near)] if lines else []
    return tuple(groups)


def shown_keys(line: KeyHelp) -> tuple[str, ...]:
    """The keys of a line as they stand on the keyboard; of many only the first and the last."""
    shown = tuple(map(_shown, line.keys))
    return shown if len(shown) <= _MOST else (shown[0], BETWEEN, shown[-1])


def _shown(key: str) -> str:
    before, plus, last = key.rpartition("+")
    return f"{before}{plus}{_ON_KEYBOARD.get(last, last)}"


def _told(line: KeyHelp) -> Sequence[tuple[str, KeyHelp]]:
    names, colon, text = line.text.partition("：")
    said = names.split("・")
    if colon and all(name in _WORDS for name in said):
        return [(name, KeyHelp(line.keys, text)) for name in said]
    return [(MEDIA if line in keys.REVIEW_KEYS or line in keys.REVIEW_INNER_KEYS else EVERYWHERE, line)]


def _fits(name: str, line: KeyHelp, wanted: str) -> bool:
    said = unicodedata.normalize("NFKC", wanted).casefold().split()
    told = unicodedata.normalize("NFKC", " ".join((name, line.text, *shown_keys(line)))).casefold()
    return all(part in told for part in said)
