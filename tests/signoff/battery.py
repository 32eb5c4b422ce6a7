"""For every kind of entry: one that is right, and whatever may be wrong with it that only its own rules say."""

from tests.signoff.battery_people import ACCESS, PEOPLE
from tests.signoff.battery_rounds import JOBS, LATER, ROUNDS

BATTERY = {**PEOPLE, **ACCESS, **JOBS, **ROUNDS}
"""A case for every kind."""

__all__ = ["BATTERY", "LATER"]
