"""Ways of writing an item so that what a program reads differs from what an eye sees."""

from app.training.printing.lies import covering, fonts, hiding, reading, shaping, turning
from app.training.printing.lying import Lie

LIES: dict[str, Lie] = {
    **hiding.LIES,
    **covering.LIES,
    **reading.LIES,
    **fonts.LIES,
    **shaping.LIES,
    **turning.LIES,
}
"""Operators for one item by the name of the lie."""
