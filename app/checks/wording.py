"""How findings name a field and what stands in it."""

from app.records.layouts import Field
from app.records.text import to_text

_MOST_BYTES = 8


def field_label(field: Field) -> str:
    """Name and 項番, with the part of the record when the name alone does not say which one is meant."""
    parts = [part for part in field.section.split("/")[1:] if not field.name.startswith(part)]
    return f"{'・'.join((*parts, field.name))}（項番{field.item}）"


def shown(raw: bytes) -> str:
    """A short field's bytes in 「」, undecodable ones as ``⟦93 20⟧``; blanks are said in words."""
    return f"「{to_text(raw)}」" if raw.strip(b" ") else "空白"


def bytes_shown(raw: bytes) -> str:
    """The first bytes in hexadecimal."""
    return raw[:_MOST_BYTES].hex(" ").upper() + (" …" if len(raw) > _MOST_BYTES else "")
