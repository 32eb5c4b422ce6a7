"""The machines' logs of the open month: read, held against its pieces, kept in its encrypted store."""
