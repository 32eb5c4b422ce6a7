"""This workstation: its settings, the ledger that it knows, sessions kept for a batch, network."""
