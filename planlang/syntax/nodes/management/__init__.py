"""What people are measured by, and how a plan changes."""
