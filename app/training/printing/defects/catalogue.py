"""All defects by name."""

from types import MappingProxyType

from app.training.printing.defects import lying, pages, texts
from app.training.printing.defects.model import DefectKind

DEFECTS: MappingProxyType[str, DefectKind] = MappingProxyType(
    {kind.name: kind for kind in (*texts.KINDS, *pages.KINDS, *lying.KINDS)}
)
"""``lies/…`` are ways of writing, each a row of what no comparison may believe; the others happen in a print shop."""
