"""Every headless command: thin, calls the same functions as ``ui``."""
