"""Two versions of a plan held against each other: what is there no more, what is new, what is looser and what is stricter."""
