"""One file a rule; the file's name is the rule's."""
