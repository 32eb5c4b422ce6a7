"""What a whole month shows: marks of every record now, rules and findings over them."""
