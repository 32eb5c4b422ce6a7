"""The job board, and opening a proof round: what is open, what blocks it, whose turn it is."""
