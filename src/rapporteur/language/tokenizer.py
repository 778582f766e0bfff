"""The tokenizer: spaCy's English rules, adjusted to break words as the Universal Dependencies treebanks of English do.

The treebanks break a word at nearly every hyphen (`Eye - Tracking`) except after a prefix (`anti-war`, `co-chair`), break at a
slash between letters, and keep dates, telephone numbers and addresses whole. Changes in spaCy's rules are few so that people
who know its tokenizer find theirs. The measured agreement stands in the model's data card.
"""

from __future__ import annotations

import re
from typing import Any

from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

#: Prefixes after which the treebanks keep a hyphenated word whole (each seen three times or more, or its near kin).
_PREFIXES = (
    "non", "pre", "post", "pro", "anti", "ex", "co", "re", "semi", "cross", "mid", "multi", "mini", "pan", "sub", "inter",
    "intra", "counter", "over", "under", "un", "neo", "quasi", "pseudo", "ultra", "vice", "extra", "trans", "e", "de", "bi",
    "tri", "micro", "macro", "psycho", "socio", "infra", "supra", "auto", "bio", "eco", "geo", "hydro", "electro",
)  # fmt: skip

#: spaCy's exceptions that the treebanks do not share: words which only look like contractions, `and/or`,
#: and faces that a closing bracket or quote makes by chance.
_DROPPED_EXCEPTIONS = (
    "Ill", "ill", "Well", "well", "were", "Were", "Shell", "shell", "Hell", "hell", "Wed", "wed", "Id", "id", "its", "Its",
    "whore", "and/or", "And/or", "):", ":'", "8)",
)  # fmt: skip

#: Numbers that hyphens do not break: dates and telephone numbers.
_WHOLE = re.compile(r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2}-\d{4}|(?:\d-)?(?:\d{3}-)?\d{3}-\d{4})$")

#: Runs of one mark that the treebanks keep as one token.
_RUNS = (r"[!?]{2,}", r"={2,}", r"\*{2,}", r"_{2,}", r"#{2,}", r"~{2,}", r">{2,}", r"<{2,}", r"\.{2,}", r"-{2,}")

#: Abbreviations of rank, office and address that keep their full stop.
_ABBREVIATIONS = (
    "H.E.", "H.R.H.", "H.M.", "Amb.", "Brig.", "Maj.", "Gen.", "Lt.", "Col.", "Capt.", "Cmdr.", "Cpl.", "Sgt.", "Adm.", "Hon.",
    "Rt.", "Fr.", "Pres.", "Sec.", "Min.", "Dep.", "Asst.", "Gov.", "Sen.", "Rep.", "Reps.", "Sens.", "Sr.", "Jr.", "St.", "Mt.",
    "Ft.", "No.", "Nos.", "Art.", "Arts.", "para.", "paras.", "pp.", "vol.", "ca.", "cf.", "approx.", "Dept.", "Univ.", "Assn.",
    "Intl.", "Gov't.", "Govt.", "Res.", "Ref.", "Eng.", "Sh.", "Ayat.", "Msgr.", "Rev.", "Prof.", "Dr.", "Mr.", "Mrs.", "Ms.",
    "Messrs.", "Supt.", "Insp.", "Det.", "Pvt.", "Spc.", "Lieut.", "Vice-Adm.", "Jan.", "Feb.", "Mar.", "Apr.", "Jun.", "Jul.",
    "Aug.", "Sept.", "Sep.", "Oct.", "Nov.", "Dec.", "vs.", "etc.", "al.", "i.e.", "e.g.", "a.m.", "p.m.", "U.S.", "U.K.", "U.N.",
    "E.U.", "U.S.A.", "D.C.", "Inc.", "Ltd.", "Corp.", "Co.", "Bros.", "Ph.D.",
)  # fmt: skip


def add_tokenizer_rules(nlp: Language) -> None:
    """Adjusts the tokenizer of a blank English pipeline in place."""
    defaults: Any = nlp.Defaults
    tokenizer: Any = nlp.tokenizer
    letter = r"[^\W\d_]"
    no_prefix = "".join(rf"(?<!(?<![^\W_]){prefix})(?<!(?<![^\W_]){prefix.title()})" for prefix in _PREFIXES)
    infixes = [rule for rule in defaults.infixes if "-|–|—|--" not in rule and "–" not in rule]
    infixes += [
        r"(?<=[^\W_])[–—](?=[^\W_])",
        r"(?<=[^\W_.,;:])--+(?=[^\W_])",
        rf"(?<={letter}){no_prefix}[-‐‑](?=[^\W_])",
        rf"(?<=\d)[-‐‑](?={letter})",
        rf"(?<={letter}\.)[-‐‑](?={letter})",
        r"(?<=[%\)\]'’\"”])[-‐‑–—](?=[^\W_])",
        r"(?<=^\d{4})-(?=\d{4}$)",
        rf"(?<={letter})/(?={letter})",
        rf"(?<={letter})(?:\(|\[)(?={letter})",
        rf"(?<={letter})[!?]+(?={letter})",
        r"[”\"’](?=[—–-])",
    ]
    prefixes = [*_RUNS, *defaults.prefixes, r"[-‐‑](?=[^\W\d_])", r"US(?=\$)"]
    clock = r"(?<=\d)(?:[ap]\.?m\.?|AM|PM)"
    suffixes = [*_RUNS, *defaults.suffixes, r"(?<=[^\W_])[-‐‑–—]", r"(?<=\d)%", clock]
    rules = {text: pieces for text, pieces in tokenizer.rules.items() if text not in _DROPPED_EXCEPTIONS}
    for text in _ABBREVIATIONS:
        rules[text] = [{ORTH: text}]
    # A tokenizer that is changed reads all its rules again at each change; a new one reads them once.
    nlp.tokenizer = Tokenizer(
        nlp.vocab,
        rules=rules,
        prefix_search=compile_prefix_regex(prefixes).search,
        suffix_search=compile_suffix_regex(suffixes).search,
        infix_finditer=compile_infix_regex(infixes).finditer,
        token_match=_WHOLE.match,
        url_match=tokenizer.url_match,
    )
