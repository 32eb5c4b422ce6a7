"""Who signed what: people and rights, jobs, proof rounds, the two-person rule and the ledger they all stand in."""
