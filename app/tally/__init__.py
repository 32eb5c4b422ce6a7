"""Each piece exactly once: what the machines' logs say of every notice, and the numbers that must agree."""
