"""From the text of a plan file to a tree of nodes, and back by the formatter."""
