"""Whole text reports: the week, a schedule, reasons, figures, a look at the data."""
