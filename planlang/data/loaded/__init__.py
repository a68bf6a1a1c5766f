"""What a load made: tables, what their columns were taken for, and what became of each row."""
