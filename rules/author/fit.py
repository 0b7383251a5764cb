"""Fit the scores of a pack's points on a folder of mails, within what the words promise, for a person to read.

The total of a mail is what the engine makes of it: scores of the points that fired, added up a group, each group capped. Scores are found that push
phishing over the levels of `pack.toml` and keep honest mail below them, with these constraints:

- no score is negative: no point speaks for a mail;
- one hint alone never makes caution; one strong point alone always does, and never makes strong; decisive points are left alone;
- a score leaves what its word is worth only as far as the mails say so (the further, the more campaigns it takes).

Each campaign counts once, whatever the number of its mails. What the fit is worth is measured on campaigns it has not seen (`GroupKFold`).
scikit-learn and SciPy are needed, for development only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from rules.author.examples import mail_of as mail_of_example
from rules.author.score import run
from rules.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from rules.author.corpus import Entry, InputForm
    from rules.packs import Pack, Rule

FORMS: tuple[InputForm, ...] = ("eml", "text", "body", "ocr")
"""A person hands a mail over in any of these; each counts alike."""
FOLDS = 5
_HONEST = 6.0
"""How much worse a false alarm is than a miss."""
_HOLD = 0.004
"""How firmly a score is held to what its word is worth, in losses a squared spread."""
_ROOM = {"hint": 0.6, "strong": 1.5}
"""How far a score of that word may wander before holding it costs as much as one in `_HOLD` mails."""
_MARGIN = 0.6
_SOFT = 0.5


@dataclass(frozen=True, slots=True)
class Fitted:
    """A point's score before and after, and what stands behind it: how many phishing mails, campaigns of them, and honest mails it hits (raw mails)."""

    rule: Rule
    before: float
    after: float
    phish: int
    campaigns: int
    honest: int


@dataclass(frozen=True, slots=True)
class Held:
    """Recall and false alarms (0 to 1, each campaign once) of one input form and language on campaigns that the fit had not seen, before and after."""

    form: str
    label: str
    lang: str
    campaigns: int
    caution: tuple[float, float]
    strong: tuple[float, float]


class _Data(NamedTuple):
    """Mails by points. `fixed` is what a group gets from points whose word an input form changes, or that are decisive."""

    x: Any
    fixed: Any
    best: Any
    phish: Any
    weight: Any
    campaign: list[str]
    form: list[str]
    lang: list[str]


def fit(
    pack: Pack, entries: Sequence[Entry], jobs: int = 0, advance: Callable[[int], object] = lambda _: None, *, folder: Path | None = None
) -> tuple[list[Fitted], list[Held]]:
    """Fit a pack on a corpus. ModuleNotFoundError without scikit-learn."""
    from sklearn.model_selection import GroupKFold

    free = [rule for rule in pack.rules if rule.status == "stable" and rule.weight != "decisive"]
    data = _data(pack, free, entries, jobs, advance, folder)
    problem = _Problem(pack, free)
    now = problem.now(pack)
    after = problem.solve(data)
    outside = _outside(problem, data, GroupKFold(FOLDS).split(data.x, data.phish, data.campaign))
    return _behind(free, now, after, data), _held(problem, data, now, outside)


def _data(pack: Pack, free: list[Rule], entries: Sequence[Entry], jobs: int, advance: Callable[[int], object], folder: Path | None) -> _Data:
    import numpy as np

    place = {rule.id: number for number, rule in enumerate(free)}
    rules = {rule.id: rule for rule in pack.rules}
    groups = {name: number for number, name in enumerate(pack.groups)}
    rows: list[tuple[list[str], str, bool, str, str]] = []
    for form in FORMS:
        for result in run(entries, form, jobs, advance, pack=folder):
            seen = "text" if form == "body" else str(form)
            rows.append(([point for point, _ in result.points], seen, result.entry.label == "phish", result.entry.campaign, result.entry.lang))
    engine = Engine(pack)
    for rule in pack.rules:
        for number, miss in enumerate(miss for miss in rule.misses if miss.genuine):
            report = engine.check(mail_of_example(miss))
            rows.append(([point.id for point in report.points], report.mail.form, False, f"{rule.id} {number}", report.mail.lang))
    x, fixed = np.zeros((len(rows), len(free))), np.zeros((len(rows), len(groups)))
    best = np.full(len(rows), 3)
    ranks = {"decisive": 0, "strong": 1, "hint": 2}
    for row, (points, seen, *_) in enumerate(rows):
        for name in points:
            rule = rules[name]
            word = rule.weight_by_form.get(seen, rule.weight)
            best[row] = min(best[row], ranks[word])
            if name in place and word == rule.weight:
                x[row, place[name]] = 1.0
            else:
                fixed[row, groups[rule.group]] += pack.weights[word]
    phish = np.array([row[2] for row in rows])
    campaign = [row[3] for row in rows]
    form_of = [FORMS[min(number // max(1, len(entries)), len(FORMS) - 1)] if number < len(FORMS) * len(entries) else "genuine" for number in range(len(rows))]
    lang = ["ja" if row[4] == "ja" else "other" for row in rows]
    return _Data(x, fixed, best, phish, _balanced(phish, campaign, form_of, lang), campaign, form_of, lang)


def _balanced(phish: Any, campaign: list[str], form: list[str], lang: list[str]) -> Any:
    """Each campaign weighs alike inside of its form and language, each form and language alike, and honest mail `_HONEST` times as much as phishing."""
    import numpy as np

    cells = list(zip(phish.tolist(), form, lang, strict=True))
    sizes: dict[tuple[Any, ...], int] = {}
    for key in zip(cells, campaign, strict=True):
        sizes[key] = sizes.get(key, 0) + 1
    campaigns: dict[tuple[Any, ...], int] = {}
    for cell, _ in sizes:
        campaigns[cell] = campaigns.get(cell, 0) + 1
    kinds: dict[bool, int] = {}
    for cell in campaigns:
        kinds[cell[0]] = kinds.get(cell[0], 0) + 1
    return np.array([(1.0 if cell[0] else _HONEST) / sizes[cell, name] / campaigns[cell] / kinds[cell[0]] for cell, name in zip(cells, campaign, strict=True)])


class _Problem:
    """The engine's arithmetic over many mails at once, and its loss."""

    def __init__(self, pack: Pack, free: list[Rule]) -> None:
        import numpy as np

        names = list(pack.groups)
        self.caution, self.strong = pack.levels["caution"], pack.levels["strong"]
        self.group = np.array([names.index(rule.group) for rule in free])
        self.caps = np.array([float(pack.groups[name]["cap"]) for name in names])
        self.worth = np.array([pack.weights[rule.weight] for rule in free])
        self.room = np.array([_ROOM[rule.weight] for rule in free])
        self.bounds = [(0.1, 0.8 * self.caution) if rule.weight == "hint" else (self.caution, 0.9 * self.strong) for rule in free]
        self.free = free

    def now(self, pack: Pack) -> Any:
        """The scores as the pack has them."""
        import numpy as np

        return np.array([pack.weights[rule.weight] if rule.score is None else rule.score for rule in self.free])

    def totals(self, data: _Data, scores: Any) -> tuple[Any, Any]:
        """Each mail's total, and which groups are below their caps."""
        import numpy as np

        sums = data.fixed.copy()
        for number in range(len(self.caps)):
            mine = self.group == number
            sums[:, number] += data.x[:, mine] @ scores[mine]
        return np.minimum(sums, self.caps).sum(axis=1), sums < self.caps

    def levels(self, data: _Data, scores: Any) -> tuple[Any, Any]:
        """Which mails reach caution, and which strong, as the engine decides."""
        total, _ = self.totals(data, scores)
        strong = (data.best == 0) | ((data.best == 1) & (total >= self.strong))
        return strong | (total >= self.caution), strong

    def solve(self, data: _Data, rows: Any = slice(None)) -> Any:
        """The scores with the least loss over some of the mails."""
        import numpy as np
        from scipy.optimize import minimize

        mine = _Data(data.x[rows], data.fixed[rows], data.best[rows], data.phish[rows], data.weight[rows], [], [], [])
        sign = np.where(mine.phish, -1.0, 1.0)

        def loss(scores: Any) -> tuple[float, Any]:
            total, open_groups = self.totals(mine, scores)
            value = _HOLD * float((((scores - self.worth) / self.room) ** 2).sum())
            slope = 2 * _HOLD * (scores - self.worth) / self.room**2
            for level, share in ((self.caution, 1.0), (self.strong, 0.5)):
                reach = (sign * (total - level) + _MARGIN) / _SOFT
                value += share * float((mine.weight * np.logaddexp(0, reach)).sum()) * _SOFT
                pull = share * mine.weight * sign / (1 + np.exp(-np.clip(reach, -50, 50)))
                slope += ((mine.x * open_groups[:, self.group]) * pull[:, None]).sum(axis=0)
            return value, slope

        return minimize(
            loss, np.clip(self.worth, [low for low, _ in self.bounds], [high for _, high in self.bounds]), jac=True, bounds=self.bounds, method="L-BFGS-B"
        ).x


def _outside(problem: _Problem, data: _Data, folds: Any) -> tuple[Any, Any]:
    """The levels of each mail by scores that were fitted without its campaign."""
    import numpy as np

    caution, strong = np.zeros(len(data.phish), bool), np.zeros(len(data.phish), bool)
    for train, rest in folds:
        levels = problem.levels(data, problem.solve(data, train))
        caution[rest], strong[rest] = levels[0][rest], levels[1][rest]
    return caution, strong


def _behind(free: list[Rule], now: Any, after: Any, data: _Data) -> list[Fitted]:
    import numpy as np

    raw = np.array([form == "eml" for form in data.form])
    found = []
    for number, rule in enumerate(free):
        hit = (data.x[:, number] > 0) & raw
        campaigns = {data.campaign[row] for row in np.flatnonzero(hit & data.phish)}
        found.append(
            Fitted(rule, float(now[number]), round(float(after[number]), 2), int((hit & data.phish).sum()), len(campaigns), int((hit & ~data.phish).sum()))
        )
    return found


def _held(problem: _Problem, data: _Data, now: Any, outside: tuple[Any, Any]) -> list[Held]:
    import numpy as np

    before = problem.levels(data, now)
    rows = []
    for form in (*FORMS, "genuine"):
        for label in ("phish", "ham"):
            for lang in ("ja", "other"):
                mine = np.array(
                    [of == form and phish == (label == "phish") and tongue == lang for of, phish, tongue in zip(data.form, data.phish, data.lang, strict=True)]
                )
                if not mine.any():
                    continue
                weight = np.where(mine, data.weight, 0.0)

                def share(hits: Any, weight: Any = weight) -> float:
                    return float(weight[hits].sum() / weight.sum())

                count = len({data.campaign[row] for row in np.flatnonzero(mine)})
                rows.append(Held(form, label, lang, count, (share(before[0]), share(outside[0])), (share(before[1]), share(outside[1]))))
    return rows
