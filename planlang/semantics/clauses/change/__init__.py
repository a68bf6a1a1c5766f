"""What may be changed about a plan: what is proposed."""
