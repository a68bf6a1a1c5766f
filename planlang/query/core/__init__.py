"""The core of SQL: its trees, and their text in the dialect of an engine."""
