"""様式の測定: learning from a print where it has each item."""
