"""From a disc to an open volume: choosing, key entry, progress, problems."""
