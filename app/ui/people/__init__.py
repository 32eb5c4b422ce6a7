"""People and their rights, and the history of both."""
