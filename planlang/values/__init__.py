"""Periods, calendars, units, exact figures: the vocabulary of all phases."""
