"""The open month counted: what goes into the envelopes, and where all numbers must agree."""
