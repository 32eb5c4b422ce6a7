"""What the month keeps between sessions, in an encrypted store of its own."""
