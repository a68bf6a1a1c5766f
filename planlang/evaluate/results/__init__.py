"""What an evaluation found, as values: figures, goals, violations, and the sentences that tell them."""
