"""研修: lessons about the record layout, on sample data of its own."""
