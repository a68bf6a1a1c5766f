"""Whole reports as values: the week, a schedule, reasons, figures, a look at the data."""
