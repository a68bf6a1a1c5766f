"""Messages about plan files: their texts in two languages, their shape, their printing."""
