"""Messages with values, and what their values are in a text."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from operator import itemgetter
from string import Formatter

from app.language.counting import counted

JAPANESE = re.compile("[\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff\uff66-\uff9f]")
"""A sign that only Japanese has; punctuation is not among them."""
_NUMBER = r"[-+]?[\d,.]+%?"
_NUMBERS = frozenset({"year", "month", "day", "hour", "minute", "second"})
"""Values that are numbers, whatever else could stand before 年."""
_UNITS = frozenset("件部枚通頁行字回人日月年点本束巻面桁種個")
"""What is counted with them is a number where a message says nothing else."""
_SIGNS = frozenset(".,:;)")


class Pattern:
    """``{n:,} 件が合いません`` and its translation. ``anchor``: the longest piece of it that stands in every such text.

    ``weak``: it says so little by itself that its values must all be known for it to be believed.
    """

    def __init__(self, msgid: str, msgstr: str) -> None:
        self.msgid = msgid
        self._parts = [(literal, name, spec or "") for literal, name, spec, _conversion in Formatter().parse(msgid)]
        literals = self._literals = [literal for literal, _name, _spec in self._parts]
        self._end = "" if self._parts[-1][1] is not None else literals[-1]
        self.names = frozenset(name for _literal, name, _spec in self._parts if name)
        self.anchor = max(literals, key=len)
        self.weight = sum(len(JAPANESE.findall(literal)) for literal in literals)
        self.weak = self.weight < 4 and max(len(one.strip(" \u3000")) for one in literals) < 4
        self._told = [(literal, name) for literal, name, _spec, _conversion in Formatter().parse(msgstr)]

    def values(self, text: str, *, long: bool) -> Mapping[str, str] | None:
        """Its values in a text that it is, by name; ``long``: they may be whole sentences."""
        if not self._may_be(text):
            return None
        found = (self._long if long else self._short).fullmatch(text)
        return None if found is None else found.groupdict()

    def _may_be(self, text: str) -> bool:
        """Whether its own words stand there in their order; asked first, because most never do."""
        literals, at = self._literals, 0
        if not text.startswith(literals[0]) or not text.endswith(self._end):
            return False
        for literal in literals:
            at = text.find(literal, at)
            if at < 0:
                return False
            at += len(literal)
        return True

    def told(self, values: Mapping[str, str]) -> str:
        """The translation with these values; before a sign no blank stays behind that parted an empty one."""
        out, empty, value = "", False, ""
        for literal, name in self._told:
            if empty and literal[:1] in _SIGNS:
                out = out.removesuffix(" ")
            out += counted(value, literal)
            value = "" if name is None else values[name]
            out += value
            empty = name is not None and not value
        return out

    @cached_property
    def _short(self) -> re.Pattern[str]:
        """A value is no more than a sentence, and ends with one only where the text ends."""
        own = "[^。\n\u3000、・：]" if self.weak else "[^。\n\u3000]"
        return self._regex(f"{own}*?", f"{own}*。?")

    @cached_property
    def _long(self) -> re.Pattern[str]:
        return self._regex(".*?", ".*")

    def _regex(self, text: str, last: str) -> re.Pattern[str]:
        named: set[str] = set()
        out = []
        behind = [*(literal.strip()[:1] for literal, _name, _spec in self._parts[1:]), ""]
        for at, (literal, name, spec) in enumerate(self._parts, 1):
            out.append(re.escape(literal))
            if name is None:
                continue
            counted = self.weight == 1 and behind[at - 1] in _UNITS
            value = _NUMBER if counted else _value(name, spec) or (last if at == len(self._parts) else text)
            out.append(value if name in named else f"(?P<{name}>{value})")
            named.add(name)
        return re.compile("".join(out), re.DOTALL)


def _value(name: str, spec: str) -> str:
    """What a value looks like that a message writes by itself; empty where it may be any text."""
    if spec[-1:] in ("X", "x"):
        return "[0-9A-Fa-f]+"
    number = name in _NUMBERS or name.startswith("n_")
    return _NUMBER if number or (spec[-1:] and spec[-1] in ",dfg%eE" and "%" not in spec[:-1]) else ""


class Patterns:
    """Every message with values of a catalogue, found by two neighbouring signs that are rare among them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        patterns = sorted(_patterns(texts), key=lambda one: (-one.weight, one.msgid))
        common = Counter(pair for pattern in patterns for pair in set(_pairs(pattern.anchor)))
        self._by_pair: dict[str, list[tuple[int, Pattern]]] = {}
        for rank, pattern in enumerate(patterns):
            rarest = min(_pairs(pattern.anchor), key=lambda pair: common[pair])
            self._by_pair.setdefault(rarest, []).append((rank, pattern))

    def of(self, text: str) -> Iterator[Pattern]:
        """Those that a text may be, those with most words of their own first."""
        asked = {*_pairs(text), *text}
        found = [one for pair in asked for one in self._by_pair.get(pair, ()) if one[1].anchor in text]
        return (pattern for _rank, pattern in sorted(found, key=itemgetter(0)))


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)] or [text]


def _patterns(texts: Mapping[str, str]) -> Iterator[Pattern]:
    for msgid, msgstr in texts.items():
        if "{" in msgid and JAPANESE.search(msgid) is not None:
            with suppress(ValueError):  # braces that are no values
                pattern = Pattern(msgid, msgstr)
                if pattern.names:
                    yield pattern
