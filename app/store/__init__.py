"""Where sign-off is kept: a database of ledger entries, wrapped secrets and attachments; no rules."""
