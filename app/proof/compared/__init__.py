"""What a comparison found, made ready for people: differences that are alike together, both pages as pictures."""
