"""The rules of processes, judged for every record."""
