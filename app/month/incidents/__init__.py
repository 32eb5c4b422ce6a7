"""From one defect of the open month to every piece with the same condition, and what that means for other months."""
