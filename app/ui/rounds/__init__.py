"""The proof round: grid of the pieces, one piece under check, the decision."""
