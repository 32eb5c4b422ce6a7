"""One file a revision, each after the one that it names."""
