"""The guides, read in the program."""
