"""A made-up batch of delivered forms, clearly artificial: all ten kinds for several establishments."""
