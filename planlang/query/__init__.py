"""From checked expressions to a logical plan and core SQL."""
