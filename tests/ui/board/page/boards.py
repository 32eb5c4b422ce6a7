"""Boards, and ledgers to be shown on them."""

from tests.house import EQUIPMENT, MONTH, PROOF

HELD = (*EQUIPMENT, MONTH, PROOF)


MONTH_COLUMN, TITLE, NEXT, TURN, BLOCKING, PROOFS = range(6)
