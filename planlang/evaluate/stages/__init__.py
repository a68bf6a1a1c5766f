"""Which record was in which stage of a process, from when to when."""
