"""報告: the papers of a month, what is held and goes back, what is erased, the evidence as one archive."""
