"""What must be printed: from a record to every item of the notice, with its source bytes and its edit."""
