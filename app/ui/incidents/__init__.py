"""事故: from one defect to every piece with the same condition, told, contained, answered and closed."""
