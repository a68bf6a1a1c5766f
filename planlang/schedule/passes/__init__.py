"""The passes of the critical path method over a plan compiled to numbers."""
