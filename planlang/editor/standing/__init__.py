"""What the data say of a plan, as an editor shows it: worked out by a process of its own, and never while somebody types."""
