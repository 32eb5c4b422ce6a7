"""Bytes to fields and back: layouts, column views, text, edited pictures, count tables."""
