"""What else arrives for the month: tables read by mapped columns, matched with records by the bytes of their keys."""
