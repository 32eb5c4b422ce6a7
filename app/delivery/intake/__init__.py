"""Reading a batch of forms: limited children, what an eye sees, rules that are data."""
