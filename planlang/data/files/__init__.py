"""Which files a source reads, and which days they are for."""
