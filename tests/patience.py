"""How long a test waits for what it waits for. Nothing is measured by it: it only ends a wait that would never end."""

PATIENCE_S = 300.0
PATIENCE_MS = 300_000
