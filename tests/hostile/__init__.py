"""Hostile input by name: bombs, tricks on the card, files that lie, mails that talk to the bot. Tests count work, never time.

work       how much a piece of code does, counted in calls
offline    every example and every corpus mail with the network forbidden, in a process of its own
"""
