"""Every way of lying as a defect: over a wrong value, in place of a value, or harmless."""

from app.training.printing.defects.model import DefectKind, Plant, Planting
from app.training.printing.defects.texts import is_digit, other_digit
from app.training.printing.panel import Change

_HIDDEN = ("print.missing", "print.unreadable", "print.undecided")
_WRONG = ("print.changed", "print.undecided")
_SPOKEN_OVER = ("print.unreadable", "print.changed", "print.added", "print.undecided")
_NO_TEXT = ("print.unreadable", "print.undecided", "print.missing", "print.missing_page")
_UNREAD = ("print.undecided", "print.unreadable", "print.missing")


def _over_wrong(lie: str, seen: str | None = None) -> Plant:
    """A digit of the item is wrong, and the lie says the right one. ``seen``: the ``right`` value, or a ``blank``."""

    def plant(kind: DefectKind, planting: Planting) -> bool:
        found = [(place, char) for place in planting.places() for char in planting.chars(place) if is_digit(char.char)]
        if not found:
            return False
        place, at = planting.any_of(found)
        parts = planting.with_char(place, at, other_digit(planting, at.char))
        shown = None
        if seen is not None:
            told = planting.parts(place.id) if seen == "right" else planting.with_char(place, at, " ")
            shown = "".join(part.text for part in told)
        planting.planned.change(place.side, place.id, Change(parts=parts, lie=lie, seen=shown))
        planting.tell(kind, place.side, place.id)
        return True

    return plant


def _instead(lie: str, *, seen: bool) -> Plant:
    """The item itself is written so; ``seen``: an eye finds it as it should be."""

    def plant(kind: DefectKind, planting: Planting) -> bool:
        places = list(planting.places())
        if not places:
            return False
        place = planting.any_of(places)
        planting.planned.change(place.side, place.id, Change(lie=lie, seen=None if seen else ""))
        planting.tell(kind, place.side, place.id)
        return True

    return plant


def _page(lie: str) -> Plant:
    """The whole page is turned or mirrored."""

    def plant(kind: DefectKind, planting: Planting) -> bool:
        place = next(planting.places(), None)
        if place is None:
            return False
        planting.planned.change(place.side, place.id, Change(lie=lie))
        planting.tell(kind, place.side)
        return True

    return plant


def _whole_side(lie: str) -> Plant:
    """Every item of the front is written so."""

    def plant(kind: DefectKind, planting: Planting) -> bool:
        for place in planting.places():
            if place.side == "front":
                planting.planned.change(place.side, place.id, Change(lie=lie))
        planting.tell(kind, "front")
        return True

    return plant


def _hidden(lie: str, what: str, *more: str) -> DefectKind:
    return DefectKind(f"lies/{lie}", what, (*_HIDDEN, *more), _instead(lie, seen=False))


def _plain(lie: str, what: str, rules: tuple[str, ...]) -> DefectKind:
    return DefectKind(f"lies/{lie}", what, rules, _instead(lie, seen=True))


def _wrong(lie: str, what: str, rules: tuple[str, ...] = _WRONG, seen: str | None = None) -> DefectKind:
    return DefectKind(f"lies/{lie}", what, rules, _over_wrong(lie, seen))


KINDS = (
    _hidden("invisible", "見えない文字（Tr 3）"),
    _wrong("invisible_over_wrong", "誤った値の上に見えない正しい文字"),
    _hidden("clip_mode", "切り抜きだけの文字（Tr 7）"),
    _hidden("white", "白い文字"),
    _hidden("grey97", "ごく薄い灰色の文字"),
    _hidden("tint0", "濃度0の文字"),
    _hidden("opacity0", "不透明度0の文字"),
    _hidden("soft_mask", "マスクで消えた文字"),
    _hidden("same_colour", "地と同じ色の文字", "print.added", "print.graphic", "print.changed"),
    _hidden("under_box", "白い枠の下の文字", "print.added", "print.graphic"),
    _hidden("under_image", "画像の下の文字", "print.added", "print.graphic"),
    _hidden("outside_crop", "仕上がりの外の文字"),
    _hidden("outside_media", "紙面の外の文字"),
    _hidden("clipped", "切り取られた文字"),
    _hidden("half_clipped", "半分切れた文字", "print.changed", "print.graphic"),
    _wrong("actual_text", "ActualText の偽り", (*_WRONG, "print.unreadable")),
    _wrong("to_unicode", "ToUnicode の偽り"),
    _wrong("blank_glyph", "字形のない数字", ("print.changed", "print.missing", "print.undecided"), "blank"),
    _plain("no_to_unicode", "ToUnicode なし", _UNREAD),
    _plain("outlines", "文字が図形", (*_UNREAD, "print.added", "print.graphic")),
    _plain("image", "文字が画像", (*_UNREAD, "print.added", "print.graphic")),
    _hidden("layer_off", "消されたレイヤーの文字"),
    _wrong(
        "overprinted", "二つの値の重ね刷り", ("print.changed", "print.added", "print.undecided", "print.unreadable")
    ),
    _wrong("annotation", "誤った値の上の注釈", _SPOKEN_OVER, "right"),
    _wrong("form_field", "誤った値の上の入力欄", _SPOKEN_OVER, "right"),
    _plain("strike_out", "取消線", ("print.added", "print.graphic", "print.changed", "print.undecided")),
    _hidden("tiny", "0.1ポイントの文字", "print.changed", "print.moved"),
    _hidden("narrow", "幅1%の文字", "print.changed", "print.moved"),
    DefectKind("lies/outlines_page", "表の文字がすべて図形", _NO_TEXT, _whole_side("outlines"), of_item=False),
    DefectKind("lies/image_page", "表の文字がすべて画像", _NO_TEXT, _whole_side("image"), of_item=False),
    DefectKind("lies/rotate_quarter", "横に置いて回した頁（正しい）", (), _page("rotate_quarter"), of_item=False),
    DefectKind("lies/rotate_half", "逆さに置いて回した頁（正しい）", (), _page("rotate_half"), of_item=False),
    _plain("turned_back", "逆さの座標に逆さに書いた項目（正しい）", ()),
    DefectKind(
        "lies/mirrored",
        "鏡像の頁",
        ("print.unreadable", "print.moved", "print.graphic", "print.changed", "print.missing", "print.undecided"),
        _page("mirrored"),
        of_item=False,
    ),
)
