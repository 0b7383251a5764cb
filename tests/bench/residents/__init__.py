"""Python filters as processes that stay: each reads a line with a length and that many bytes, and answers one line of JSON, until its input ends."""
