"""What is out of the ordinary in a record: one definition for marks, choosing, filters and lessons."""
