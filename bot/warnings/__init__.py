"""Moderators' warnings: from what was found in a mail to one calm, pinned message, and until its time is up.

proposal   what a warning says when nobody has changed a word        editor    the preview, and the form in which its words are changed
wording    moderators' words made harmless; examples of mails        posting   post, pin, change and end it, and what went wrong meanwhile
notice     the message that everybody sees                           rounds    what happens by itself: counts, the question, the end
rights     which permissions are missing, of whom and where          trouble   Discord's refusals in one sentence
"""

from __future__ import annotations
