"""Ways of writing an item so that what a program reads differs from what an eye sees."""

from app.training.printing.lying import Lie

LIES: dict[str, Lie] = {}
