"""How text of a record is written in tables and lists."""

from app.records.text import char_to_code

_SIDES = {"sheet": "宛", "front": "表", "back": "裏"}
_PRIVATE_FIRST, _PRIVATE_LAST = "\ue000", "\ue757"


def visible(text: str) -> str:
    """``text`` with every 外字 as its code, 〔F040〕.

    The fonts of the user interface must not draw them: they would show some other font's character.
    """
    if not any(_PRIVATE_FIRST <= char <= _PRIVATE_LAST for char in text):
        return text
    return "".join(char if (code := char_to_code(char)) is None else f"〔{code:04X}〕" for char in text)


def shown(text: str) -> str:
    """A field's text for a table cell: no trailing half-width blanks, and blankness said in words."""
    return visible(text.rstrip(" ")) or "（空白）"


def side_name(side: str) -> str:
    """One character for the page an item stands on: 宛 address sheet, 表 front, 裏 back."""
    return _SIDES[side]


def offset_texts(offset: int, base: int) -> tuple[str, str]:
    """A byte position, decimal and hexadecimal, counted from ``base`` (0 or 1)."""
    return f"{offset + base}", f"{offset + base:03X}"
