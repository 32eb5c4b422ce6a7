"""What was really printed: pieces of paper, their IDs, and the records they must show."""
