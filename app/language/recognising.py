"""Which of the catalogue's texts a Japanese text is made of.

What the core says has passed through refusals, findings, the ledger, child processes and files as plain Japanese, and
must: it is evidence. So the way back is asked here. A text may be one of the catalogue's, one of its messages with
values in it, or several of them put together: lines, sentences, words between separators.
What is none of these is data.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, time
from itertools import islice
from string import Formatter

from app.language.counting import counted
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
)
_SIGNS = re.compile(r"^([^\w「『（【〔〈]*)(.*?)([^\w。、」』）】〕〉]*)$", re.DOTALL)
_ENDS = re.compile(
    "^([^\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff\uff66-\uff9f「『（【〔〈]*)(.*?)"
    "([^\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff\uff66-\uff9f。、」』）】〕〉]*)$",
    re.DOTALL,
)
_PUNCTUATION = str.maketrans(
    dict(zip("。」』】）！？＋－％＝．", (". ", *'""])!?+-%=', "."), strict=True))
    | dict(zip("、・，：「『【（〈〉", (", ", ", ", ", ", ": ", '"', '"', "[", " (", "<", ">"), strict=True))
    | {"／": " / ", "〜": "–", "～": "–", "\u3000": "  "}
)
_QUOTED, _MARKS = re.compile("「[^「」]*」(?:・「[^「」]*」)*"), {ord("「"): '"', ord("」"): '"'}
_HEAD = re.compile(r"([^{]+?)(?:：|\u3000|: |  )\{[^{}]*\}")
"""A heading with one value: each stands by itself, too."""
_DAY = re.compile("(\\d-\\d\\d?|\\d/\\d\\d?|\\d日)（([月火水木金土日])）")
_DAYS = dict(zip("月火水木金土日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))
"""Of the week, beside a date: by themselves these signs are other words."""
_KEPT = (int, float, date, time)
"""What a message writes by itself, as its text says."""
_FILE_NAME = re.compile(
    r"[^\s。、：「」『』（）]+\.(?:csv|xlsx?|txt|dat|pdf|tiff?|png|jpe?g|zip|toml|ini|json|db|ttf|key)(?![0-9A-Za-z])",
    re.IGNORECASE,
)
"""Nobody finds a file by a name that it does not have."""
_MOST_KEPT = 50_000
_DEEPEST = 9
_MOST_TRIED = 12


class Data(str):
    """A text, or a value of a message, that stays as it is, whatever words it is made of: what stands in a record or on
    paper, and what has been told with it.
    """

    __slots__ = ()


class Recogniser:
    """The texts of one language. What was asked once is kept: a table asks for the same words again and again."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = {**dict(_bare(texts)), **texts}
        self._patterns = Patterns(self._texts)
        self._kept: dict[str, str] = {}
        self._parts: dict[str, str] = {}
        self._ways: tuple[Callable[[str, int], str | None], ...] = (
            self._by_pattern, self._by_signs, self._by_lines, self._by_columns, self._by_place, self._by_sentences,
            self._by_stop,
            self._by_long_pattern, self._by_parts, self._by_ends,
        )  # fmt: skip

    def told(self, text: str) -> str:
        """The text in this language, as far as it is made of the program's texts."""
        if isinstance(text, Data) or not _may_change(text) or _FILE_NAME.fullmatch(text):
            return text
        text = text.replace("\xa0", " ")
        found = self._kept.get(text)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[text] = self._told(_DAY.sub(lambda day: f"{day[1]} ({_DAYS[day[2]]})", text), 0)
            self._parts.clear()
        return found

    def message(self, text: str, values: Mapping[str, object]) -> str:
        """A message with its values: texts among them are told, numbers and times stay."""
        told = {
            name: value if isinstance(value, (*_KEPT, Data)) else self.told(str(value))
            for name, value in values.items()
        }
        pattern = self._texts.get(text)
        if pattern is None:
            pattern = text if JAPANESE.search(text) else text.translate(_PUNCTUATION)
        if 1 in values.values() or "1" in told.values():
            return _of_one(pattern, told)
        return Formatter().vformat(pattern, (), told)

    def _told(self, text: str, depth: int) -> str:
        """By the way that leaves least of it in Japanese."""
        best = self._texts.get(text)
        if best is not None:
            return best
        least = _japanese(text)
        best = text
        for way in self._ways if depth < _DEEPEST else ():
            found = way(text, depth + 1)
            if found is not None and (left := _japanese(found)) < least:
                best, least = found, left
                if not left:
                    break
        return best

    def _part(self, text: str, depth: int) -> str:
        if not _may_change(text) or _FILE_NAME.fullmatch(text):
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
        """By the message that leaves least in Japanese; of two, by the one with more words of its own."""
        best, least = None, 0
        for pattern, values in islice(self._matches(text, long=long), _MOST_TRIED):
            told = {name: _quoted(self._part(value, depth)) for name, value in values.items()}
            left = sum(map(_japanese, told.values()))
            if pattern.weak and (long or left or not all(told.values())):
                continue
            if best is None or left < least:
                best, least = pattern.told(told), left
                if not left:
                    break
        return best

    def _matches(self, text: str, *, long: bool) -> Iterator[tuple[Pattern, Mapping[str, str]]]:
        for pattern in self._patterns.of(text):
            values = pattern.values(text, long=long)
            if values is not None:
                yield pattern, values

    def _by_lines(self, text: str, depth: int) -> str | None:
        return self._grouped(text.split("\n"), "\n", "\n", depth)

    def _by_stop(self, text: str, depth: int) -> str | None:
        """A text that was made a sentence of."""
        if not text.endswith("。") or "。" in text[:-1]:
            return None
        told = self._part(text[:-1], depth)
        return None if told == text[:-1] else f"{told}."

    def _by_columns(self, text: str, depth: int) -> str | None:
        parts = cut(text, "\u3000")
        return self._around_one(parts, depth) or self._grouped(parts, "\u3000", "  ", depth)

    def _around_one(self, parts: Sequence[str], depth: int) -> str | None:
        """Columns of which several together are one of the catalogue's texts, as a title is: no message takes half."""
        for many in range(min(len(parts) - 1, _MOST_TRIED), 1, -1):
            for at in range(len(parts) - many + 1):
                if (one := self._texts.get("\u3000".join(parts[at : at + many]))) is not None:
                    around = ("\u3000".join(parts[:at]), "\u3000".join(parts[at + many :]))
                    before, after = (self._part(each, depth) for each in around)
                    return "  ".join(filter(None, (before, one, after)))
        return None

    def _by_sentences(self, text: str, depth: int) -> str | None:
        return self._grouped(sentences(text), "", " ", depth)

    def _grouped(self, parts: Sequence[str], sign: str, own: str, depth: int) -> str | None:
        """The parts, of which several together may be one text; ``own`` stands between them for ``sign``."""
        if len(parts) < 2:
            return None
        told, at, known = [], 0, False
        while at < len(parts):
            for end in range(len(parts) - (at == 0), at, -1):
                whole = sign.join(parts[at:end])
                text = self._whole(whole, depth) if end - at > 1 else self._part(whole, depth)
                if text is not None:
                    told.append(text)
                    known |= text != whole
                    at = end
                    break
        if known and len(told) == len(parts) and any(map(JAPANESE.search, told)):
            told = _of_names(parts, told)
        return own.join(told) if known else None

    def _whole(self, text: str, depth: int) -> str | None:
        """As one of the catalogue's, or nothing."""
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
        told = found[2] if len(found[2]) == 1 else self._part(found[2], depth)
        if told != found[2] and found[1] == "・":
            return f"• {told}{found[3].translate(_PUNCTUATION)}"
        if told == found[2]:
            return None
        before, after = (found[each].translate(_PUNCTUATION) for each in (1, 3))
        return before + told + (f" {after}" if told[-1].isalpha() and after[:1].isdecimal() else after)  # 工程3

    def _by_place(self, text: str, depth: int) -> str | None:
        """What a refusal is about, and what it says."""
        parts = cut(text, "：")
        rest = "：".join(parts[1:])
        if len(parts) < 2 or "。" in parts[0]:
            return None
        told = self._part(rest, depth)
        return None if JAPANESE.search(told) else f"{self._part(parts[0], depth)}: {told}"

    def _by_parts(self, text: str, depth: int) -> str | None:
        best, least = None, _japanese(text)
        for sign, own in _SEPARATORS:
            parts = cut(text, sign)
            if len(parts) > 1:
                told = own.join(self._parts_told(parts, depth))
                if _japanese(told) < least:
                    best, least = told, _japanese(told)
        words = self._grouped(text.split(" "), " ", " ", depth)
        if words is not None and not JAPANESE.search(words) and "）" not in words:  # blanks stand in names, too
            return words
        for frame in framed(text):
            told = _framed(*self._parts_told(frame, depth))
            if _japanese(told) < least:
                best, least = told, _japanese(told)
        return best

    def _parts_told(self, parts: Sequence[str], depth: int) -> list[str]:
        """Each told. Beside what is unknown, a single sign is of a name rather than a word: （有）."""
        told = [self._part(one, depth) for one in parts]
        return _of_names(parts, told) if any(map(JAPANESE.search, told)) else told


def _bare(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The texts without the blanks, signs, brackets or headings around them: what is left where a text is cut there."""
    for key, text in texts.items():
        yield key.strip(), text.strip()
        head, colon, rest = key.partition("：")
        own_head, own_colon, own_rest = text.partition(": ")
        if colon and own_colon and "{" not in head and "{" not in own_head and "。" not in head:
            yield rest, own_rest
        of_one, own_of_one = _HEAD.fullmatch(key), _HEAD.fullmatch(text)
        if of_one is not None and own_of_one is not None:
            yield of_one[1], own_of_one[1]
        if key.count("（") == 1 and text.count(" (") == 1 and not key.startswith("（") and "{" not in key:
            yield key.partition("（")[0], text.partition(" (")[0]
        if key.startswith("（") and key.endswith("）"):
            yield key[1:-1], text.strip()[1:-1]
        signs = _SIGNS.match(key)
        if signs is not None and signs[1].strip() and text.startswith(signs[1].rstrip()):
            yield key.removeprefix(signs[1]), text.removeprefix(signs[1].rstrip()).lstrip()


def _quoted(value: str) -> str:
    """A value of a message that is nothing but quoted data, in the marks that its sentence has."""
    return value.replace("」・「", '", "').translate(_MARKS) if _QUOTED.fullmatch(value) else value


def _of_one(pattern: str, values: Mapping[str, object]) -> str:
    """A message filled with its values, some of which may count one of a thing."""
    out, value, form = "", "", Formatter()
    for literal, name, spec, conversion in form.parse(pattern):
        out += counted(value, literal)
        value = ""
        if name is not None:
            value = form.vformat(f"{{{name}{f'!{conversion}' if conversion else ''}:{spec or ''}}}", (), values)
            out += value
    return out


def _of_names(parts: Sequence[str], told: Sequence[str]) -> list[str]:
    """Single signs stay: beside what is unknown they are of a name, as in 見本東　十."""
    return [one if len(one) == 1 else known for one, known in zip(parts, told, strict=True)]


def _japanese(text: str) -> int:
    return len(JAPANESE.findall(_FILE_NAME.sub("", text) if "." in text else text))


def _framed(before: str, open_: str, inner: str, close: str, after: str) -> str:
    open_, close = open_.translate(_PUNCTUATION), close.translate(_PUNCTUATION)
    return f"{before.rstrip()}{open_ if before else open_.lstrip()}{inner}{close}{_spaced(after)}"


def _spaced(text: str) -> str:
    return f" {text}" if text[:1].isalnum() else text


def _may_change(text: str) -> bool:
    return JAPANESE.search(text) is not None or _WIDE.search(text) is not None
