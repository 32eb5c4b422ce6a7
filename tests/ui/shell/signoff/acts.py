"""What is looked at in the window."""

from tests.ui.day_people import CHECKERS, LEADS

CHECKER, LEAD = CHECKERS[0], LEADS[0]
