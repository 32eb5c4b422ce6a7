"""A printer to test against: a month of sample notices printed as a contractor's own program would print it.

:func:`app.training.printing.job.print_month` makes a small job in memory, with the truth about every page.
"""
