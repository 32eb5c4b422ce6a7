"""For every kind of entry: one that is right, and whatever may be wrong with it that only its own rules say."""

from tests.signoff.battery_compared import COMPARED, COMPARED_LATER
from tests.signoff.battery_counts import COUNTS, COUNTS_LATER
from tests.signoff.battery_custody import CUSTODY, CUSTODY_LATER
from tests.signoff.battery_dummies import DUMMIES, DUMMIES_LATER
from tests.signoff.battery_exchange import EXCHANGE, EXCHANGE_LATER
from tests.signoff.battery_incidents import INCIDENTS, INCIDENTS_LATER
from tests.signoff.battery_lists import LISTS, LISTS_LATER
from tests.signoff.battery_logs import LOGS, LOGS_LATER
from tests.signoff.battery_months import MONTHS, MONTHS_LATER
from tests.signoff.battery_people import ACCESS, PEOPLE
from tests.signoff.battery_processes import PROCESSES
from tests.signoff.battery_rounds import ROUNDS, ROUNDS_LATER
from tests.signoff.battery_warm_ups import WARM_UPS, WARM_UPS_LATER

BATTERY = {
    **PEOPLE, **ACCESS, **PROCESSES, **ROUNDS, **MONTHS, **COMPARED, **DUMMIES, **LISTS, **LOGS, **COUNTS, **CUSTODY,
    **INCIDENTS, **WARM_UPS, **EXCHANGE,
}  # fmt: skip
"""A case for every kind."""
LATER = {**ROUNDS_LATER, **MONTHS_LATER, **DUMMIES_LATER}
for own in (
    COMPARED_LATER, LISTS_LATER, LOGS_LATER, COUNTS_LATER, CUSTODY_LATER, INCIDENTS_LATER, WARM_UPS_LATER,
    EXCHANGE_LATER,
):  # fmt: skip
    LATER |= {kind: (*LATER.get(kind, ()), *attacks) for kind, attacks in own.items()}
"""Attacks from other stages: stage, what came before, attack."""

__all__ = ["BATTERY", "LATER"]
