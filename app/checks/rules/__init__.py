"""The rule catalogue, one module a stage; each exposes ``RULES``."""
