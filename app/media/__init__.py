"""What arrives on a disc: volumes, keys, encrypted containers, manifests."""
