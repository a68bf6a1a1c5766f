"""Who can have a figure: people, teams and roles, and on which days."""
