"""Learning from a print and its records where a form prints each item (``kenpan learn``)."""
