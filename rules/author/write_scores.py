"""Write fitted scores into a pack's files, beside the word they refine, with the figures behind each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rules.author.fit import Fitted
    from rules.packs import Pack

_OLD = re.compile(r"^score = .*\n", re.MULTILINE)


def write_scores(pack: Pack, fitted: Iterable[Fitted], today: date, least: float = 0.25) -> int:
    """Set each point's score that lies at least `least` from what its word is worth, take the others away; how many are set.

    Everything else in the files stays as it is.
    """
    by_id = {item.rule.id: item for item in fitted}
    written = 0
    for path in sorted((pack.folder / "points").glob("*.toml")):
        records = re.split(r"(?m)^(?=\[\[point\]\]$)", path.read_text("utf-8"))
        for number, record in enumerate(records):
            found = re.search(r'(?m)^id = "([^"]+)"$', record)
            if found is None or found[1] not in by_id:
                continue
            item = by_id[found[1]]
            plain = _OLD.sub("", record)
            score = round(item.after, 1)
            if abs(score - pack.weights[item.rule.weight]) >= least:
                told = f"{item.phish} phishing mails of {item.campaigns} campaigns, {item.honest} honest"
                line = f"score = {score}  # fitted {today}: {told}\n"
                head, weight, tail = re.split(r'(?m)^(weight = "\w+"\n)', plain, maxsplit=1)
                plain = head + weight + line + tail
                written += 1
            records[number] = plain
        path.write_text("".join(records), "utf-8")
    return written
