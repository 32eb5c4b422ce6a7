"""Where a Japanese text may be cut: never inside brackets or quotation marks."""

from collections.abc import Iterator

_OPEN, _CLOSE = "（「『【〔〈(", "）」』】〕〉)"
_FRAMES = dict(zip(_OPEN, _CLOSE, strict=True))


def _outside(text: str) -> list[bool]:
    """For each sign, whether it stands outside of every bracket; all do where the brackets do not close."""
    depth, found = 0, []
    for char in text:
        if char in _CLOSE:
            depth -= 1
        found.append(depth == 0)
        if char in _OPEN:
            depth += 1
        if depth < 0:
            return [True] * len(text)
    return found if depth == 0 else [True] * len(text)


def sentences(text: str) -> list[str]:
    """Each with its full stop."""
    if "。" not in text[:-1]:
        return [text]
    outside, found, begin = _outside(text), [], 0
    for at, char in enumerate(text):
        if char == "。" and outside[at]:
            found.append(text[begin : at + 1])
            begin = at + 1
    return [*found, text[begin:]] if begin < len(text) else found


def cut(text: str, sign: str) -> list[str]:
    """What stands between the signs; the signs are gone."""
    if sign not in text:
        return [text]
    outside, found, begin, at = _outside(text), [], 0, text.find(sign)
    while at >= 0:
        if outside[at]:
            found.append(text[begin:at])
            begin = at + len(sign)
        at = text.find(sign, at + len(sign))
    return [*found, text[begin:]]


def framed(text: str) -> Iterator[tuple[str, str, str, str, str]]:
    """What stands before brackets, the brackets and what is in them, and what stands after them: of the first pair that
    is not within another, and of the last one where there are more.
    """
    pairs, opened = [], []
    for at, char in enumerate(text):
        if char in _FRAMES:
            opened.append(at)
        elif opened and char == _FRAMES[text[opened[-1]]]:
            begin = opened.pop()
            if not opened:
                pairs.append((begin, at))
    for begin, end in (*pairs[:1], *pairs[1:][-1:]):
        yield text[:begin], text[begin], text[begin + 1 : end], text[end], text[end + 1 :]
