"""The findings of the month's medium: the check that makes them, what people said of them, and what was decided."""
