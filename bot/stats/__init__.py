"""A server's counts as one picture, drawn in a process of its own: the drawing library is large, and holds the interpreter while it loads."""
