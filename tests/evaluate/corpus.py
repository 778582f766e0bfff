"""Small corpora in the formats of the tasks, about invented affairs, written into a folder by the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TEXT = "The foreign minister of Norland met her Sudmark counterpart in Vallo on Tuesday. Sudmark praised the ceasefire."


def quote(words: str, text: str = TEXT, *, after: int = 0) -> dict[str, Any]:
    """The quote of the first occurrence of words at or after an offset."""
    start = text.index(words, after)
    return {"text": words, "start": start, "end": start + len(words)}


def participant(role: str, words: str, name: str | None, country: str | None) -> dict[str, Any]:
    """A participant of a gold document."""
    return {
        "role": role,
        "quote": quote(words),
        "name": name,
        "represents": None,
        "title": None,
        "country": country,
        "sector": "GOV",
    }


def record_document() -> dict[str, Any]:
    """A gold document with a meeting and a statement."""
    meeting = {
        "n": 1,
        "type": "CONSULT",
        "modes": ["visit"],
        "status": "occurred",
        "trigger": quote("met"),
        "evidence": [quote("The foreign minister of Norland met her Sudmark counterpart in Vallo on Tuesday.")],
        "participants": [
            participant("actor", "foreign minister of Norland", "Norland", "NOR"),
            participant("recipient", "Sudmark counterpart", "Sudmark", "SUD"),
        ],
        "time": {"quote": quote("Tuesday"), "value": "XXXX-WXX-2", "type": "DATE"},
        "place": {"quote": quote("Vallo"), "name": "Vallo", "country": "NOR"},
        "format": "in-person",
        "attribution": [{"source": "Vallo Gazette", "quote": None, "stance": "asserts", "voice": "own"}],
        "self_published": False,
        "numbers": [],
        "contexts": ["diplomatic"],
        "core": True,
    }
    praise = {
        **meeting,
        "n": 2,
        "type": "SUPPORT",
        "modes": [],
        "trigger": quote("praised"),
        "evidence": [quote("Sudmark praised the ceasefire.")],
        "participants": [{**participant("actor", "Sudmark", "Sudmark", "SUD"), "quote": quote("Sudmark", after=80)}],
        "time": None,
        "place": None,
        "format": None,
        "core": True,
    }
    return {
        "doc_id": "d1",
        "outlet": "Vallo Gazette",
        "url": None,
        "title": None,
        "text": TEXT,
        "published": None,
        "events": [meeting, praise],
        "meetings": [
            {
                "event": 1,
                "chair": None,
                "delegations": [{"actor": "Norland", "head": None, "title": None}],
                "topics": [quote("the ceasefire")],
                "positions": [{"holder": "Sudmark", "stance": "supports", "quote": quote("the ceasefire")}],
                "outcomes": [2],
            }
        ],
        "wording": [{"quote": quote("ceasefire"), "voice": "outlet", "refers_to": "the truce"}],
        "furniture": [],
    }


def gsr_record() -> dict[str, Any]:
    """A gold standard record with a compound target."""
    text = "Norland on Monday condemned Sudmark and Ostreich over the border closure."

    def party(words: str, code: str) -> dict[str, Any]:
        start = text.index(words)
        return {"text": words, "code": code, "sector": "", "start": start, "end": start + len(words)}

    return {
        "id": "S1",
        "text": text,
        "event": "DISAPPROVE",
        "event_2021": "ACCUSE",
        "source": [party("Norland", "NOR")],
        "target": [party("Sudmark", "SWE"), party("Ostreich", "AUT")],
        "reciprocal": False,
        "event_spans": [[18, 27]],
    }


def pair() -> dict[str, Any]:
    """A marked pair."""
    text = "Norland withdrew its garrison from Sudmark."
    return {
        "id": "P1",
        "text": text,
        "source": {"text": "Norland", "spans": [[0, 7]]},
        "target": {"text": "Sudmark", "spans": [[35, 42]]},
        "event": "YIELD",
    }


def petrarch_sentence() -> dict[str, Any]:
    """A unit test of the older coders."""
    event = {"code": "042", "source": "NORGOV", "target": "SUD"}
    return {"id": "T1", "text": "Norland's envoy visited Sudmark.", "date": "20310502", "events": [event]}


CONLLU = """# newdoc id = d1
# sent_id = s1
# text = Envoys don't wait.
1\tEnvoys\tenvoy\tNOUN\t_\t_\t4\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\t_\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\t_\t_\t4\tadvmod\t_\t_
4\twait\twait\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t_\t_\t4\tpunct\t_\t_

# sent_id = s2
# text = Talks began.
1\tTalks\ttalk\tNOUN\t_\t_\t2\tnsubj:outer\t_\t_
2\tbegan\tbegin\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_

"""


def entity_row() -> dict[str, Any]:
    """A sentence with a person and a place."""
    return {
        "sent_id": "e1",
        "doc_id": "d1",
        "text": "Ada Lind flew to Vallo.",
        "entities": [{"type": "PER", "start": 0, "end": 8}, {"type": "LOC", "start": 17, "end": 22}],
    }


def gum_document() -> dict[str, Any]:
    """A document with two chains, a single mention and two dates."""
    text = "Ada Lind said she met the Vallo guild in May 2031. The guild thanked her. The 1960s were worse."

    def entity(words: str, head: str, group: int, kind: str, after: int = 0) -> dict[str, Any]:
        start = text.index(words, after)
        head_start = text.index(head, start)
        return {
            "start": start,
            "end": start + len(words),
            "type": kind,
            "group": group,
            "head": [head_start, head_start + len(head)],
            "head_upos": "NOUN",
        }

    month, decade = text.index("May 2031"), text.index("The 1960s")
    return {
        "doc_id": "g1",
        "text": text,
        "dct": "2031-06-01",
        "entities": [
            entity("Ada Lind", "Ada", 1, "person"),
            entity("she", "she", 1, "person"),
            entity("the Vallo guild", "guild", 2, "organization"),
            entity("The guild", "guild", 2, "organization", 50),
            entity("her", "her", 1, "person", 60),
            entity("Vallo", "Vallo", 3, "place"),
        ],
        "dates": [
            {"start": month, "end": month + 8, "text": "May 2031", "when": "2031-05"},
            {"start": decade, "end": decade + 9, "text": "The 1960s", "from": "1960-01-01", "to": "1969-12-31"},
        ],
    }


def timex_document() -> dict[str, Any]:
    """A document with a date line, a duration and a date."""
    text = "May 2, 2031\nTalks resumed on Friday after two weeks."
    friday, weeks = text.index("Friday"), text.index("two weeks")
    return {
        "doc_id": "m1",
        "text": text,
        "dct": "2031-05-02",
        "timex": [
            {"start": 0, "end": 11, "text": "May 2, 2031", "type": "DATE", "value": "2031-05-02", "dct": True},
            {"start": friday, "end": friday + 6, "text": "Friday", "type": "DATE", "value": "2031-05-02"},
            {"start": weeks, "end": weeks + 9, "text": "two weeks", "type": "DURATION", "value": "P2W"},
            {"start": None, "end": None, "text": None, "type": "DATE", "value": "2031"},
        ],
    }


def place_document() -> dict[str, Any]:
    """A document with two toponyms."""
    text = "The convoy left Vallo for Ostra."
    return {
        "doc_id": "p1",
        "text": text,
        "toponyms": [
            {"start": 16, "end": 21, "text": "Vallo", "lat": 10.0, "lon": 10.0, "country": "NOR"},
            {"start": 26, "end": 31, "text": "Ostra", "lat": 20.0, "lon": 20.0, "country": "SUD"},
        ],
    }


CORPORA: dict[str, tuple[str, list[dict[str, Any]] | str]] = {
    "records": ("records", [record_document()]),
    "sentences": ("sentences", [gsr_record()]),
    "pairs": ("pairs", [pair()]),
    "petrarch": ("petrarch", [petrarch_sentence()]),
    "parse": ("parse", CONLLU),
    "entities": ("entities", [entity_row()]),
    "coref": ("coref", [gum_document()]),
    "times-gum": ("times", [gum_document()]),
    "times-timex": ("times", [timex_document()]),
    "places": ("places", [place_document()]),
}


def write_corpus(folder: Path, name: str) -> tuple[str, Path]:
    """Writes a small corpus; gives its task and its file."""
    task, content = CORPORA[name]
    path = folder / f"{name}.{'conllu' if isinstance(content, str) else 'jsonl'}"
    text = content if isinstance(content, str) else "".join(json.dumps(row) + "\n" for row in content)
    path.write_text(text, "utf-8")
    return task, path
