"""照合: what was printed beside what should have been."""
