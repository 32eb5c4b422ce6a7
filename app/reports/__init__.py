"""What goes out on paper and as Excel books: findings, control totals, forms for the agency."""
