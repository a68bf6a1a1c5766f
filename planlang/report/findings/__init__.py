"""What was found in plan files, for people and for the programs that build servers have."""
