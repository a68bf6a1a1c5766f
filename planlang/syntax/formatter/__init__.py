"""The one style of plan files."""
