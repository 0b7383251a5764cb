"""A stand-in for Discord on the wire: SimCord's model behind a real HTTP server and a real websocket.

SimCord alone replaces discord.py's client; here the real client speaks over sockets, so that reconnecting, resuming, rate limits, compression and
several processes are tested too. `Wire` is the server, `People` are those who use it, `python -m tests.wire.bot` is the real bot pointed at it.
"""
