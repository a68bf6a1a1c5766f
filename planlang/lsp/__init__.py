"""The language server: editors ask over standard input and output, `editor/` answers."""
