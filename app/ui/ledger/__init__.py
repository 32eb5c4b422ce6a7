"""The ledger: every entry, its proof, its copies."""
