"""The guides under ``resources/guide``: titles and headings, what is found in them, their text as it is read, and
where F1 leads from each screen.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from app.resources import resource_bytes, resource_names

_FOLDER = "guide"
_HEADING = re.compile(r"(#{1,4}) (.+)")
_BLOCK = re.compile(r"#|\||>|```|!\[|[-*] |\d+\. |\s*$|---")
_MARKUP = re.compile(r"[*`]|!?\[([^\]]*)\]\([^)]*\)")

OF_SCREEN: Mapping[str, str] = {
    "delivery": "65_delivery",
    "today": "10_checker", "media": "10_checker", "findings": "10_checker", "round": "10_checker",
    "board": "20_lead", "compare": "15_month", "dummies": "15_month", "redirects": "15_month", "tally": "15_month",
    "papers": "15_month", "incidents": "15_month", "lessons": "30_trainer", "ledger": "40_inspector",
    "people": "50_admin",
}  # fmt: skip
"""The guide of each screen of the rail; other screens begin with the first one."""
AT_SCREEN: Mapping[str, str] = {
    "today": "1 日の流れ", "media": "画面の見かた", "findings": "画面の見かた", "round": "1 日の流れ",
    "compare": "印刷照合", "dummies": "ダミー", "redirects": "別送・引き抜き", "tally": "封入ログ",
    "papers": "報告と返却・消去", "incidents": "事故", "ledger": "台帳の検証",
}  # fmt: skip
"""Under which heading of it; else at its beginning."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title: its place among all headings of the guide (the title is 0), level from 2, words."""

    at: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Guide:
    """``id`` is the file's name without ``.md``; files are read in the order of their names."""

    id: str
    title: str
    headings: tuple[Heading, ...]
    text: str


@cache
def guides() -> tuple[Guide, ...]:
    """All of them."""
    return tuple(_guide(name) for name in resource_names(_FOLDER, ".md"))


def guide(name: str) -> Guide:
    """The guide of this id; ``KeyError``."""
    return {one.id: one for one in guides()}[name]


def _guide(name: str) -> Guide:
    text = resource_bytes(_FOLDER, name).decode("utf-8")
    found = [match for line, is_code in _lines(text) if not is_code and (match := _HEADING.fullmatch(line))]
    words = [(len(match[1]), plain(match[2])) for match in found]
    headings = (Heading(at, level, said) for at, (level, said) in enumerate(words) if at)
    return Guide(name.removesuffix(".md"), words[0][1], tuple(headings), text)


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is code."""
    code = False
    for line in text.splitlines():
        fence = line.startswith("```")
        yield line, code or fence
        code ^= fence


def plain(text: str) -> str:
    """Without emphasis, code marks and links."""
    return _MARKUP.sub(lambda match: match[1] or "", text)


def found_in(one: Guide, wanted: str) -> tuple[Heading, ...]:
    """The headings (the title as the first) under which every word of ``wanted`` stands."""
    words = _folded(wanted).split()
    if not words:
        return ()
    parts: list[tuple[Heading, list[str]]] = []
    headings = iter((Heading(0, 1, one.title), *one.headings))
    for line, is_code in _lines(one.text):
        if not is_code and _HEADING.fullmatch(line):
            parts.append((next(headings), [line]))
        elif parts:
            parts[-1][1].append(line)
    return tuple(head for head, lines in parts if all(word in _folded(plain("\n".join(lines))) for word in words))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def flowed(one: Guide) -> str:
    """The text with each paragraph in one line: Markdown would put a blank between lines, which Japanese has not."""
    out: list[str] = []
    open_line = False
    for line, is_code in _lines(one.text):
        if is_code:
            out.append(line)
            open_line = False
        elif open_line and not _BLOCK.match(line):
            said = line.strip()
            out[-1] += said if _closes_up(out[-1], said) else f" {said}"
        else:
            out.append(line)
            open_line = bool(line.strip()) and not line.startswith(("#", "|", "!["))
    return "\n".join(out) + "\n"


def _closes_up(before: str, after: str) -> bool:
    return not (before[-1].isascii() and after[0].isascii())
