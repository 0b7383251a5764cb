"""A mail off a screen: runs of letters with their places become lines, lines become the header and the text of one mail.

Pure: it knows nothing of pictures or of the engine that read them.

worth_it(pieces)         which pieces deserve a second look      both(first, second)   what two looks say together
read(pages, pack)        what one or several screens show        to_mail(screen, pack) that as a `Mail`, with what is in doubt
stitched(above, below)   two tiles of one picture
"""

from __future__ import annotations

from rules.mail.screen.hosts import Doubt
from rules.mail.screen.looks import both, worth_it
from rules.mail.screen.mail import to_mail
from rules.mail.screen.model import Piece
from rules.mail.screen.pages import stitched
from rules.mail.screen.reading import Page, Screen, read

__all__ = ("Doubt", "Page", "Piece", "Screen", "both", "read", "stitched", "to_mail", "worth_it")
