"""Past or future: which way a weekday or a day without a year points, when no parse says the tense.

The nearest cue word of the same sentence decides; a strong cue (was, said, will) beats a weak one (could, by, has).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rapporteur.times.rules import CueSets
from rapporteur.times.scan import Scan

__all__ = ["TenseOf", "direction_at"]

TenseOf = Callable[[int], "str | None"]

UNTIL = re.compile(r"\b(?:until|till) (?:the )?\Z")
WORD = re.compile(r"[a-z']+")
PHRASE = re.compile(r"\b(?:(?:going|set|is|are) to|set for|(?:may|might|could|should|must|would|to) be)\b")
# "to be held", "will be signed": the participle says nothing of the tense.
PASSIVE = frozenset(
    {"be", "being", "get", "to'be", "may'be", "might'be", "could'be", "can'be", "should'be", "must'be", "would'be"}
)
# A cue more than this many words away says nothing. Chosen by reading, not tuned: a clause of news text has about 12 words.
REACH_WORDS = 14
# How many words further away a weak cue counts as standing.
WEAK_PENALTY = 8
# A cue behind the expression counts as standing this much further away: English puts the verb first.
AFTER_PENALTY = 2


def direction_at(scan: Scan, start: int, end: int, cues: CueSets, tense_of: TenseOf | None) -> str | None:
    """The direction of the clause around a span: "past", "future", "present" or ``None``.

    Args:
        scan: the text.
        start: of the expression.
        end: of the expression.
        cues: words that give a direction.
        tense_of: tells the tense at an offset from a parse. A future there is believed. A past gives way to a cue of the future
            ("may be signed on Friday", "closed until Friday": the finite verb is not the one that is dated), a present to any cue.
    """
    told = tense_of(start) if tense_of is not None else None
    if told == "future":
        return told
    cue = nearest_cue(scan, start, end, cues)
    if told is None or cue == "future":
        return cue
    return told if told == "past" else cue


def nearest_cue(scan: Scan, start: int, end: int, cues: CueSets) -> str | None:
    """The direction the words of the sentence give."""
    low, high = scan.sentence_at(start, end)
    before = scan.work[low:start]
    after = scan.work[end:high]
    if UNTIL.search(before) is not None:
        return "future"
    best: tuple[int, str] | None = None
    for text, reverse in ((before, True), (after, False)):
        words = WORD.findall(PHRASE.sub(lambda match: match[0].replace(" ", "'"), text))
        if reverse:
            words = words[::-1]
        for distance, word in enumerate(words[:REACH_WORDS]):
            side = cue_of(word, cues)
            earlier = words[distance + 1 : distance + 2] if reverse else words[max(0, distance - 1) : distance]
            if side is None or (side == "past" and earlier and earlier[0] in PASSIVE):
                continue
            cost = distance + (0 if reverse else AFTER_PENALTY) + (WEAK_PENALTY if is_weak(word, side, cues) else 0)
            if best is None or cost < best[0]:
                best = (cost, side)
    return best[1] if best is not None else None


def is_weak(word: str, side: str, cues: CueSets) -> bool:
    """Whether a cue yields to stronger ones a few words further away."""
    return word in cues.weak or (side == "present" and word not in cues.generic)


def cue_of(word: str, cues: CueSets) -> str | None:
    """The direction a word gives. A word in -ed is a past form unless listed otherwise."""
    plain = word
    if plain in cues.future or plain.endswith(("'to", "'be", "'for")):
        return "future"
    if plain in cues.past:
        return "past"
    if plain in cues.present or plain in cues.generic:
        return "present"
    if plain.endswith("'ll"):
        return "future"
    if len(plain) > 4 and plain.endswith("ed") and plain not in cues.not_past:
        return "past"
    return None
