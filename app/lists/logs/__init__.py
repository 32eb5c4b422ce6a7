"""Logs of the machines: which columns they have is data (``resources/lists/logs``), what their lines say as columns."""
