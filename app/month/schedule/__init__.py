"""The month's dates: business days, dues, and when each gate has to be closed."""
