"""The findings screen: what the checks found, walked one key press at a time, and the control totals."""
