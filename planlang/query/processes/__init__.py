"""Records of processes by number, and their visits by name."""
