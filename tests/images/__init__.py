"""Pictures of mails as apps show them, with the truth beside each: `python -m tests.images.render DIR`, then `python -m tests.images.measure DIR`."""
