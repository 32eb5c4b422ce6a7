"""What is looked at in the window."""

from tests.ui.working_day import CHECKERS, LEADS

CHECKER, LEAD = CHECKERS[0], LEADS[0]
