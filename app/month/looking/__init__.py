"""Looking at the open volume: opening, searching, counting, and what is shown or written out of a record."""
