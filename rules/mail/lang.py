"""Which language is a mail in? By script first, then by the small words of each language."""

from __future__ import annotations

from rules.regex import regex

_KANA = regex(r"[ぁ-んァ-ヶ]")
_HAN = regex(r"[一-龥]")
_SCRIPTS = (
    ("ru", regex(r"[а-яА-Я]")),
    ("ko", regex(r"[가-힣]")),
    ("ar", regex(r"[؀-ۿ]")),
    ("el", regex(r"[α-ωΑ-Ω]")),
    ("th", regex(r"[ก-๛]")),
)
_WORDS = {
    "en": "the and you your to of for is this that with have are our please be will not from we in it has been or if an on",
    "de": "der die das und sie ihr ihre ihren nicht mit für ist ein eine zu den von auf wir bitte haben im sich werden auch",
    "fr": "le la les et vous votre de des est pour dans une un nous pas sur avec que ce cette au du veuillez en par",
    "es": "el la los y su usted para de que en una un con por no se ha del las es este haga clic sus nuestro",
    "pt": "o a os e você seu sua para de que em uma um com por não se do da dos no na clique conta está foi ao",
    "nl": "de het en u uw een van voor is niet met op wij dat te zijn om aan bij door onze deze heeft kunt",
    "it": "il la i e di che per un una con non è del della si suo sua sono nel le da questo gentile clicca",
    "pl": "i w na do nie się jest że z twoje konto dla od prosimy przez aby lub oraz",
    "da": "og i det er en til af på for med du din dit har ikke den at kan vi om fra",
    "sv": "och i det är en till av på för med du din ditt har inte den att kan vi om från",
}
_BY_WORD: dict[str, tuple[str, ...]] = {}
for _language, _text in _WORDS.items():
    for _word in _text.split():
        _BY_WORD[_word] = (*_BY_WORD.get(_word, ()), _language)
_LATIN = regex(r"[a-zà-ÿżźćńółęąś]+")
_SAMPLE = 3000


def guess(text: str) -> str:
    """The ISO 639-1 code of a text's language, "und" when there is too little to tell.

    >>> guess("お客様のアカウントを確認してください"), guess("Please confirm your account"), guess("12345")
    ('ja', 'en', 'und')
    """
    sample = text[:_SAMPLE]
    return _spoken(_LATIN.findall(sample.lower())) if sample.isascii() else _written(sample)


def _written(sample: str) -> str:
    """The language that the letters show, else the words."""
    kana = _KANA.search(sample)
    if kana is not None and (len(sample) < 30 or _KANA.search(sample, kana.end())):
        return "ja"
    han = len(_HAN.findall(sample))
    latin = _LATIN.findall(sample.lower())
    if han >= 2 and han * 4 > sum(len(word) for word in latin):
        return "ja" if han < 12 else "zh"
    for language, script in _SCRIPTS:
        if len(script.findall(sample)) > max(8, len(sample) // 4):
            return language
    return _spoken(latin)


def _spoken(latin: list[str]) -> str:
    """The language that the small words show."""
    votes: dict[str, float] = {}
    for word in latin:
        speakers = _BY_WORD.get(word, ())
        for language in speakers:
            votes[language] = votes.get(language, 0.0) + 1 / len(speakers)
    if not votes:
        return "und"
    best = max(votes, key=lambda language: votes[language])
    return best if votes[best] >= 1.5 else "und"
