"""How texts, tables and lists are set on a terminal: by display width, in colour where asked for."""
