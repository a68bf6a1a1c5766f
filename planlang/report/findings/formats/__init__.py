"""One file a format; each has `pieces(report, language)`."""
