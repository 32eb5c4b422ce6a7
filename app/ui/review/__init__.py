"""The review window: one record as list row, fields, bytes, 外字, pages and envelope."""
