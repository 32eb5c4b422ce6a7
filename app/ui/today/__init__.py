"""今日: what is to be done, whose turn it is, and by when."""
