"""The LALR automaton of the grammar, and where it stands in a statement."""
