"""The month between sessions: its encrypted store."""
