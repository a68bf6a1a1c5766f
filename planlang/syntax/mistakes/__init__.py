"""The words of syntax messages, and words that resemble a word of the language."""
