"""The month's print: what a comparison with it found, and how far people are with that."""
