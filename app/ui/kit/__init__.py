"""Widgets, tokens, keys and words that every screen uses."""
