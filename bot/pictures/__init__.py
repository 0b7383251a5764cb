"""Pictures of mails: decoded within limits, read by an OCR engine, laid out by `rules.mail.screen`.

Importing this package or its `contract` loads none of the picture libraries; only `decode` and `reading` do, and they run in a worker process.
"""
