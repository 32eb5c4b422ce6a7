"""One panel of a page against the record it shows: item by item, nothing tolerated that changes what is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from app.notice.items import BARCODE_ID
from app.notice.model import NoticeContent
from app.proof.printed.expected import ExpectedText, code_text, panel_texts
from app.proof.printed.panel_rows import Char
from app.proof.printed.panel_text import FoundItem, PanelOnPage, found_items, overlaps
from app.sheet.fonts import is_gaiji
from app.sheet.measured_form import MeasuredPanel, Origin
from app.sheet.model import Rect
from app.toml_table import FileKind, Table

Same = Callable[[str, str], bool]
_COMPARE = FileKind("compare.settings", "印刷照合の設定", "resources/print_compare.toml を元に戻してください。")
_PIECE = "piece_id"
_LEAST_INK = 0.002
_LINES_LOST = 3
"""As many lines can a missing item have taken."""


class Tolerances(NamedTuple):
    """mm, and shares: ``resources/print_compare.toml``. ``critical``: beginnings of items that tolerate nothing."""

    moved_mm: float
    confidence: float
    critical: tuple[str, ...]


@cache
def tolerances() -> Tolerances:
    """The product's own."""
    top = Table.of_resource(_COMPARE, "print_compare.toml")
    table = top.child("tolerances")
    own = Tolerances(table.number("moved_mm", 0.05, 5.0), table.number("confidence", 0.0, 1.0), top.texts("critical"))
    top.done()
    return own


@dataclass(slots=True)
class Found:
    """A difference on a panel, before it is said of which page and record. ``rect``: of the panel.

    ``hidden``: text is there that no eye finds; ``drawn``: it is about lines or figures.
    """

    rule: str
    item: str | None
    expected: str
    found: str
    rect: Rect | None
    message: str
    shift: tuple[float, float] | None = None
    hidden: bool = False
    drawn: bool = False


def judge(on_page: PanelOnPage, content: NoticeContent, same: Same) -> list[Found]:
    """Every difference of this panel from what the record must show; one for each cause."""
    expected = expected_texts(on_page.panel, content)
    items = found_items(on_page, {item_id: bare(one.text) for item_id, one in expected.items()})
    wanted = [item for item in items if bare(expected[item.item.id].text)]
    if len(wanted) >= 3 and not any(item.lines for item in wanted):
        return [Found("print.unreadable", None, "", "", None, "この面には読める文字がありません（図形か画像です）。")]
    found = _spoken_over(on_page, items, expected)
    refused = {one.item for one in found}
    setting = on_page.panel.setting
    origins: Mapping[str, Sequence[Origin]] = {} if setting is None else setting.origins(content)
    for item in items:
        if item.item.id not in refused:
            one = _judge_item(item, expected[item.item.id], same, origins.get(item.item.id))
            if one is not None:
                found.append(one)
    codes = _codes(on_page, content, {one.item for one in found if one.rule != "print.changed"})
    coded = {one.item for one in codes}
    found = [one for one in found if one.item not in coded] + codes  # the text beside a code is the same thing
    _moved_elsewhere(on_page, found)
    found += _added(on_page, found, items)
    if on_page.lacking and not found:
        found.append(Found("print.graphic", None, "", "", None, "様式の文字・罫線の一部がありません。"))
    return _together(found)


def expected_texts(panel: MeasuredPanel, content: NoticeContent) -> dict[str, ExpectedText]:
    """What each item of the panel shows; beside a piece code its own text."""
    expected = panel_texts(panel, content)
    patterns = {code.id: code.pattern for code in panel.codes}
    for item_id in expected:
        if item_id.endswith(_PIECE):
            text = code_text(patterns.get(item_id, "{piece_id}"), content)
            expected[item_id] = ExpectedText(text, text)
    return expected


def bare(text: str) -> str:
    """Without blanks of either width."""
    return "".join(text.split())


def _judge_item(
    item: FoundItem, expected: ExpectedText, same: Same, origins: Sequence[Origin] | None = None
) -> Found | None:
    want, got = bare(expected.text), item.bare
    item_id = item.item.id

    def tell(rule: str, message: str) -> Found:
        return Found(rule, item_id, expected.whole, item.text.strip(), item.rect(), message)

    if not want and not got:
        return None
    if not want:
        return tell("print.added", "印字しない項目に文字があります。")
    if not got:
        why = _HIDDEN.get(item.unseen[0].hidden, "見えません") if item.unseen else ""
        one = tell(
            "print.missing", f"文字データはありますが、紙には出ません（{why}）。" if why else "印字されていません。"
        )
        one.hidden = bool(why)
        return one
    if not _alike(want, got, same):
        return _changed(item, expected, want, got, same, tell)
    if item.item.blanks and not _alike(expected.text.strip(), item.text.strip(), same):
        return tell("print.changed", f"空白が違います（{_widths(expected.text, item.text)}）。")
    doubt = "".join(sorted({letter for char in item.chars for letter in char.doubt}))
    if doubt:
        return tell("print.undecided", f"人が確かめてください：{'、'.join(_DOUBTS[one] for one in doubt)}。")
    shift = shift_of(item, origins)
    if shift is not None:
        moved = tell("print.moved", f"位置が横{shift[0]:+.1f} mm、縦{shift[1]:+.1f} mm ずれています。")
        moved.shift = shift
        return moved
    return None


_HIDDEN = {
    "m": "見えない描き方",
    "o": "透明",
    "c": "色が薄い",
    "t": "小さすぎるか細すぎる",
    "p": "紙の外",
    "i": "隠れているか切れている",
}
_DOUBTS = {
    "x": "文字の上に別の印刷が重なっています",
    "u": "書体に文字の対応表（ToUnicode）がありません",
    "g": "文字の向きが違います",
    "k": "字形を確かめていない文字があります",
}


def _alike(want: str, got: str, same: Same) -> bool:
    return want == got or (len(want) == len(got) and all(same(a, b) for a, b in zip(want, got, strict=True)))


def _changed(
    item: FoundItem, expected: ExpectedText, want: str, got: str, same: Same, tell: Callable[[str, str], Found]
) -> Found:
    if expected.gannen and _alike(bare(expected.gannen), got, same):
        return tell("print.gannen", "元年と印字するところが数字のままです。")
    apart = [(a, b) for a, b in zip(want, got, strict=False) if not same(a, b)]
    if len(want) == len(got) and apart and all(is_gaiji(a) for a, _ in apart):
        return tell("print.font", "外字が機構の外字フォントの字形と違います。")
    gaiji_lost = "".join(char for char in want if not is_gaiji(char))
    if gaiji_lost != want and _alike(gaiji_lost, got, same):
        return tell("print.font", "外字が印字されていません。")
    if item.unseen:
        return tell("print.changed", "値が違います（一部の文字は紙に出ません）。")
    if narrow(want) == narrow(got):
        return tell("print.changed", "全角と半角が違います。")
    return tell("print.changed", "値が違います。")


def narrow(text: str) -> str:
    """Digits and Latin letters in half width, to say that only the width differs."""
    return "".join(chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char for char in text)


def _widths(want: str, got: str) -> str:
    def count(text: str) -> str:
        return f"全角{text.strip().count(chr(0x3000))}字・半角{text.strip().count(' ')}字"

    return f"データ {count(want)}、紙 {count(got)}"


def shift_of(item: FoundItem, origins: Sequence[Origin] | None) -> tuple[float, float] | None:
    """By how much (mm) an item stands elsewhere than it should; ``None`` within the tolerance. ``origins``: where each
    of its lines begins, if the form says so by itself.
    """
    return _shift(item) if origins is None else _shift_from(item, origins)


def _shift(item: FoundItem) -> tuple[float, float] | None:
    """By how much the item stands elsewhere than it should; ``None`` within the tolerance."""
    own, allowed = item.item, tolerances().moved_mm
    for number_, line in enumerate(item.lines):
        inked = line.inked
        dy = inked[0].y - (item.block.items[0].baseline + (item.at + number_) * own.pitch)
        if len(item.block.items) == 1 and not own.pitch:
            dy = inked[0].y - own.baseline
        dy = min((dy - lines * own.pitch for lines in range(_LINES_LOST * item.lost + 1)), key=abs)
        places = [at - own.anchor for chars in (inked, line.chars) for at in _anchors(own.align, chars)]
        dx = min(places, key=abs)
        if abs(dx) > allowed or abs(dy) > allowed:
            return dx, dy
    return None


def _shift_from(item: FoundItem, origins: Sequence[Origin]) -> tuple[float, float] | None:
    """As :func:`_shift`, for an item whose lines have places of their own; below a missing one there are none."""
    allowed = tolerances().moved_mm
    if item.lost:
        return None
    for line, (x, y) in zip(item.lines, origins, strict=False):
        dx, dy = line.inked[0].x - x, line.inked[0].y - y
        if abs(dx) > allowed or abs(dy) > allowed:
            return dx, dy
    return None


def _anchors(align: str, chars: list[Char]) -> list[float]:
    """Where it is aligned; on a grid the last cell is as wide as the one before, whatever its glyph takes."""
    left, right = chars[0].x, chars[-1].right
    ends = [right, chars[-1].x + chars[-1].x - chars[-2].x] if len(chars) > 1 else [right]
    if align == "left":
        return [left]
    return ends if align == "right" else [(left + end) / 2 for end in ends]


def _spoken_over(on_page: PanelOnPage, items: list[FoundItem], expected: dict[str, ExpectedText]) -> list[Found]:
    """Annotations and fields are refused: what stands beneath them is judged by nobody."""
    found: list[Found] = []
    for note in on_page.notes:
        under = [item for item in items if overlaps(note, item.rect()) and bare(expected[item.item.id].text)]
        under.sort(key=lambda item: -_shared(note, item.rect()))
        name = under[0].item.id if under else None
        message = "注釈か入力欄が重なっています。判定していません。"
        found.append(Found("print.unreadable", name, expected[name].whole if name else "", "", note, message))
    return found


def _shared(rect: Rect, other: Rect) -> float:
    return (min(rect.x1, other.x1) - max(rect.x0, other.x0)) * (min(rect.y1, other.y1) - max(rect.y0, other.y0))


def _codes(on_page: PanelOnPage, content: NoticeContent, told: set[str | None]) -> list[Found]:
    found = []
    for code in on_page.panel.codes:
        read = on_page.codes.get(code.id)
        customer = code.id == BARCODE_ID
        rule = "print.barcode" if customer else "print.piece_id"
        expected = content.barcode.bars if customer else code_text(code.pattern, content)
        got, rect = (read.text, read.rect) if read is not None else ("", code.rect)
        if code.id in told and got == expected:
            continue
        if got == expected:
            if read is not None and read.confidence < tolerances().confidence:
                found.append(
                    Found("print.undecided", code.id, expected, got, rect, "コードの読み取りが確かではありません。")
                )
            elif read is not None and read.spare:
                message = "コードの場所に、コードではない線・図形・画像があります。"
                found.append(Found("print.added", code.id, "", "", read.spare[0], message, drawn=True))
            continue
        what = "カスタマバーコード" if customer else "現品のコード"
        if not expected:
            found.append(Found("print.added", code.id, "", got, rect, f"{what}を印字しない通知書に印字されています。"))
        elif read is None:
            found.append(Found(rule, code.id, expected, "", rect, f"{what}がありません。"))
        elif not got:
            found.append(Found(rule, code.id, expected, "", rect, f"{what}を読み取れません。"))
        else:
            found.append(Found(rule, code.id, expected, got, rect, f"{what}がデータと違います。"))
    return found


def _moved_elsewhere(on_page: PanelOnPage, found: list[Found]) -> None:
    """A missing item that stands, whole, where nothing is expected has moved there."""
    for one in found:
        if one.rule != "print.missing" or one.rect is None:
            continue
        line = next((line for line in on_page.others if bare(line.text) == bare(one.expected)), None)
        if line is not None:
            on_page.others.remove(line)
            chars = line.inked
            where = Rect(chars[0].x, chars[0].rect().y0, chars[-1].right, chars[0].rect().y1)
            one.rule, one.found, one.rect = "print.moved", line.text, where
            one.message = "決まった場所ではないところに印字されています。"


def _added(on_page: PanelOnPage, found: list[Found], items: list[FoundItem]) -> list[Found]:
    """Text and graphics that are neither an item's nor the background's; what lies on an item already told is not."""
    told = [item for item in items if any(one.item == item.item.id for one in found)]
    rects = [item.rect().grown(1.0) for item in told] + [
        one.rect.grown(1.0) for one in found if one.rect is not None and one.rule != "print.missing"
    ]
    rects += [item.block.rect.grown(1.0) for item in told if not item.lines]
    made: list[Found] = []
    for line in on_page.others:
        chars = line.inked
        rect = Rect(chars[0].x, chars[0].rect().y0, chars[-1].right, chars[0].rect().y1)
        if not any(overlaps(rect, own) for own in rects):
            made.append(Found("print.added", None, "", line.text.strip(), rect, "項目でも様式でもない文字があります。"))
    for graphic in on_page.graphics:
        rect = _thick(graphic.rect)
        if graphic.ink < _LEAST_INK or any(overlaps(rect, own) for own in rects):
            continue  # no ink, no matter: what it hides is missing
        under = next((item for item in items if item.lines and overlaps(rect, item.rect())), None)
        name = under.item.id if under is not None else None
        if under is not None and any(one.item == name for one in made):
            continue
        message = "項目の上に線か図形があります。" if name else "様式にない線・図形・画像があります。"
        made.append(Found("print.added", name, "", "", rect, message, drawn=True))
    return made


def _thick(rect: Rect) -> Rect:
    """A line has some width."""
    return Rect(rect.x0 - 0.1, rect.y0 - 0.1, rect.x1 + 0.1, rect.y1 + 0.1)


def _together(found: list[Found]) -> list[Found]:
    """Items that moved by the same way are one finding; what was added without an item is one, too."""
    kept: list[Found] = []
    for one in found:
        if one.shift is not None:
            like = next((own for own in kept if own.shift is not None and _near(own.shift, one.shift)), None)
            if like is not None:
                like.message = like.message if like.item is None else like.message.replace("位置が", "まとまりの位置が")
                like.item, like.expected, like.found = None, "", ""
                continue
        if (
            one.rule == "print.added"
            and one.item is None
            and any(own.rule == "print.added" and own.item is None for own in kept)
        ):
            continue
        kept.append(one)
    return kept


def _near(first: tuple[float, float], second: tuple[float, float]) -> bool:
    return all(abs(a - b) < 0.25 for a, b in zip(first, second, strict=True))


def equal_items(on_page: PanelOnPage, content: NoticeContent, same: Same) -> tuple[int, int]:
    """How many of the items that are printed are what this record shows, and how many it shows."""
    expected = {item_id: bare(one.text) for item_id, one in expected_texts(on_page.panel, content).items()}
    items = found_items(on_page, expected)
    wanted = [item for item in items if expected[item.item.id] and not item.item.id.endswith("form_code")]
    return sum(_alike(expected[item.item.id], item.bare, same) for item in wanted), len(wanted)
