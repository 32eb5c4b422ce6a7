"""The papers that a month hands in, and the evidence of it as one archive."""
