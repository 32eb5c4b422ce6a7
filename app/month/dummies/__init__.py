"""機構ダミー of the open month: the agency's list held against the medium, each dummy's print against the record."""
