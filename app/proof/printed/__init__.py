"""What was really printed, page by page, against what the records say had to be printed.

Pages are read in limited child processes (:mod:`page_reading`), matched with records and compared item by item.
"""
