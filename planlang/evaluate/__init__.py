"""A plan held against data: figures, goals, alerts, rules, violations."""
