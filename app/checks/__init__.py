"""What a whole month shows: the rules over its records, and what they find."""
