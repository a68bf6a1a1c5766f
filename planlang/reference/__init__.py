"""The documentation, looked up by word: it travels with the package, so that it can be read where there is no network."""
