"""Defects that can be planted into a sample, by name: training material, and proof that a rule finds what it is for."""

from types import MappingProxyType

from app.training.defects import content, medium, sheet, structure
from app.training.draft import Plant, Planted, SampleDraft

__all__ = ["DEFECTS", "Plant", "Planted", "SampleDraft"]

DEFECTS: MappingProxyType[str, Plant] = MappingProxyType(
    {**medium.PLANTS, **structure.PLANTS, **content.PLANTS, **sheet.PLANTS}
)
"""Every defect that can be asked for, named like the rule that finds it. A plant changes the draft and says where."""
