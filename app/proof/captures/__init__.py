"""Captures of paper (scans of proofs, dummies, roll samples) against what had to be printed.

Nothing is guessed: it is known what must stand in each box, and the expected glyph must explain the ink there better,
by a margin, than every other one could.
"""
