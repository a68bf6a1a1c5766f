"""What things, judgements, dates and rules are called, for every painter."""
