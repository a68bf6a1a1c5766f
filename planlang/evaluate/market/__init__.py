"""The market: what is assumed of it, and which record is of which class of a segment, when."""
