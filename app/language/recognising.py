"""Which of the catalogue's texts a Japanese text is made of.

What the core says has passed through refusals, findings, the ledger, child processes and files as plain Japanese, and
must: it is evidence. So the way back is asked here. A text may be one of the catalogue's, one of its messages with
values in it, or several of them put together: lines, sentences, words between separators.
What is none of these is data.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from string import Formatter

from app.language.cutting import cut, framed, sentences
from app.language.patterns import JAPANESE, Pattern, Patterns

_WIDE = re.compile("[\u3000-\u3002\u3008-\u3011\u3014\u3015\uff01-\uff60・]")
_SEPARATORS = (
    (" — ", " — "),
    (" › ", " › "),
    ("／", " / "),
    ("：", ": "),
    ("、", ", "),
    ("・", ", "),
    ("／", " / "),
    ("/", "/"),
    (" ", " "),
)
_SIGNS = re.compile(r"^([^\w「『（【〔〈]*)(.*?)([^\w。、」』）】〕〉]*)$", re.DOTALL)
_ENDS = re.compile(
    "^([^\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f「『（【〔〈]*)(.*?)"
    "([^\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f。、」』）】〕〉]*)$",
    re.DOTALL,
)
_PUNCTUATION = str.maketrans(
    dict(zip("。」』】）！？＋－％＝．", (". ", *"””])!?+-%=", "."), strict=True))
    | dict(zip("、・，：「『【（〈〉", (", ", ", ", ", ", ": ", "“", "“", "[", " (", "<", ">"), strict=True))
    | {"／": " / ", "〜": "–", "～": "–", "\u3000": "  "}
)
_MOST_KEPT = 50_000
_DEEPEST = 8


class Recogniser:
    """The texts of one language. What was asked once is kept: a table asks for the same words again and again."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._patterns = Patterns(texts)
        self._kept: dict[str, str] = {}
        self._parts: dict[str, str] = {}
        self._ways: tuple[Callable[[str, int], str | None], ...] = (
            self._by_pattern, self._by_signs, self._by_lines, self._by_columns, self._by_place, self._by_sentences,
            self._by_long_pattern, self._by_parts, self._by_ends,
        )  # fmt: skip

    def told(self, text: str) -> str:
        """The text in this language, as far as it is made of the program's texts."""
        if not _may_change(text):
            return text
        found = self._kept.get(text)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[text] = self._told(text, 0)
            self._parts.clear()
        return found

    def message(self, text: str, values: Mapping[str, object]) -> str:
        """A message with its values: texts among them are told, numbers and times stay."""
        told = {name: self.told(value) if isinstance(value, str) else value for name, value in values.items()}
        pattern = self._texts.get(text)
        if pattern is None:
            pattern = text if JAPANESE.search(text) else text.translate(_PUNCTUATION)
        return Formatter().vformat(pattern, (), told)

    def _told(self, text: str, depth: int) -> str:
        exact = self._texts.get(text)
        if exact is not None and (depth == 0 or len(text) > 1):  # one sign alone may be of a name, (有)
            return exact
        if depth < _DEEPEST:
            for way in self._ways:
                found = way(text, depth + 1)
                if found is not None:
                    return found
        return text

    def _part(self, text: str, depth: int) -> str:
        if not _may_change(text):
            return text
        found = self._parts.get(text)
        if found is None:
            found = self._parts[text] = self._told(text, depth)
        return found

    def _by_pattern(self, text: str, depth: int) -> str | None:
        return self._fitting(text, depth, long=False)

    def _by_long_pattern(self, text: str, depth: int) -> str | None:
        return self._fitting(text, depth, long=True)

    def _fitting(self, text: str, depth: int, *, long: bool) -> str | None:
        """By the message with most of its own words in the text; one whose values are all known goes first."""
        best: str | None = None
        for pattern, values in self._matches(text, long=long):
            told = {name: self._part(value, depth) for name, value in values.items()}
            if not any(JAPANESE.search(value) for value in told.values()) and (all(told.values()) or not pattern.weak):
                return pattern.told(told)
            if best is None and not pattern.weak:
                best = pattern.told(told)
        return best

    def _matches(self, text: str, *, long: bool) -> Iterator[tuple[Pattern, Mapping[str, str]]]:
        for pattern in self._patterns.of(text):
            values = pattern.values(text, long=long)
            if values is not None:
                yield pattern, values

    def _by_lines(self, text: str, depth: int) -> str | None:
        return self._joined(text.split("\n"), "\n", depth) if "\n" in text else None

    def _by_sentences(self, text: str, depth: int) -> str | None:
        """Sentences, of which several may be one text."""
        parts = sentences(text)
        if len(parts) < 2:
            return None
        told, at, known = [], 0, False
        while at < len(parts):
            for end in range(len(parts) - (at == 0), at, -1):
                whole = "".join(parts[at:end])
                own = self._whole(whole, depth) if end - at > 1 else self._part(whole, depth)
                if own is not None:
                    told.append(own)
                    known |= own != whole
                    at = end
                    break
        return " ".join(told) if known else None

    def _whole(self, text: str, depth: int) -> str | None:
        """Several sentences as one of the catalogue's, or nothing."""
        exact = self._texts.get(text)
        return exact if exact is not None else self._fitting(text, depth, long=False)

    def _by_signs(self, text: str, depth: int) -> str | None:
        """Signs at both ends stay."""
        return self._between(_SIGNS, text, depth)

    def _by_ends(self, text: str, depth: int) -> str | None:
        """Numbers and codes at both ends stay."""
        return self._between(_ENDS, text, depth)

    def _between(self, ends: re.Pattern[str], text: str, depth: int) -> str | None:
        found = ends.match(text)
        if found is None or not (found[1] or found[3]) or not found[2]:
            return None
        told = self._part(found[2], depth)
        return None if told == found[2] else found[1].translate(_PUNCTUATION) + told + found[3].translate(_PUNCTUATION)

    def _by_columns(self, text: str, depth: int) -> str | None:
        parts = cut(text, "\u3000")
        return self._joined(parts, "  ", depth) if len(parts) > 1 else None

    def _by_place(self, text: str, depth: int) -> str | None:
        """What a refusal is about, and what it says."""
        parts = cut(text, "：")
        rest = "：".join(parts[1:])
        told = self._whole(rest, depth) if len(parts) > 1 and "。" not in parts[0] else None
        return None if told is None else f"{self._part(parts[0], depth)}: {told}"

    def _by_parts(self, text: str, depth: int) -> str | None:
        for sign, own in _SEPARATORS:
            parts = cut(text, sign)
            if len(parts) > 1:
                found = self._joined(parts, own, depth)
                if found is not None:
                    return found
        frame = framed(text)
        if frame is None:
            return None
        before, open_, inner, close, after = frame
        told = [self._part(one, depth) for one in (before, inner, after)]
        if told == [before, inner, after]:
            return None
        own_open = open_.translate(_PUNCTUATION) if told[0] else open_.translate(_PUNCTUATION).lstrip()
        return f"{told[0].rstrip()}{own_open}{told[1]}{close.translate(_PUNCTUATION)}{_spaced(told[2])}"

    def _joined(self, parts: list[str], sign: str, depth: int) -> str | None:
        """The parts told, with this sign between them; nothing where none of them is the program's."""
        told = [self._part(one, depth) for one in parts]
        return None if told == parts else sign.join(told)


def _spaced(text: str) -> str:
    return f" {text}" if text[:1].isalnum() else text


def _may_change(text: str) -> bool:
    return JAPANESE.search(text) is not None or _WIDE.search(text) is not None
