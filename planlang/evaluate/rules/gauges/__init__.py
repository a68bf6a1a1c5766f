"""How the rules of a process measure time: in days, in working days, by the clock."""
