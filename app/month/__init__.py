"""The month in hand: its schedule, what was received for it, and what it keeps."""
