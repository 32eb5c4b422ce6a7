"""件数: each piece exactly once, and every number that must agree."""
