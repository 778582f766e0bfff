"""How sure a record is: from the frame's measured precision and what the reading is built on."""

from __future__ import annotations

import math

from rapporteur.events.draft import Draft

__all__ = ["estimate_confidence"]

# Log-odds added to the frame's own confidence. Set by hand on development documents, to be calibrated by the event
# head: `rapporteur evaluate records` prints the reliability table they are checked against.
BOTH_SIDES = 0.5
REPEATED = 0.4
BARE_NOUN = -0.5
NOT_FACT = -0.2
NO_ACTOR = -0.4


def estimate_confidence(draft: Draft) -> float:
    """Confidence of a reading in 0..1, rounded to two places."""
    base = min(max(draft.match.frame.confidence, 0.05), 0.95)
    odds = math.log(base / (1 - base))
    odds += BOTH_SIDES if draft.ids("actor") and draft.ids("recipient", "affected") else 0.0
    odds += REPEATED if len(draft.predicates) > 1 else 0.0
    odds += BARE_NOUN if draft.is_noun and draft.match.slots.support is None else 0.0
    odds += NOT_FACT if draft.status != "occurred" else 0.0
    odds += NO_ACTOR if not draft.ids("actor") else 0.0
    return round(1 / (1 + math.exp(-odds)), 2)
