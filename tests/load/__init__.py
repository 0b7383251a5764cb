"""Load on the real program over the wire stand-in: `python -m tests.load`."""
