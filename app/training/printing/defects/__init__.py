"""Defects that can be planted into a print, by name, each with the rules of which one must catch it."""

from app.training.printing.defects.catalogue import DEFECTS
from app.training.printing.defects.model import DefectKind
from app.training.printing.defects.planting import EACH, each_item, known, plant, usual

__all__ = ["DEFECTS", "EACH", "DefectKind", "each_item", "known", "plant", "usual"]
