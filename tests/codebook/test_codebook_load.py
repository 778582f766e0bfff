"""The codebook folder is read strictly, and the bundled PLOVER codebook says what the manual says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from rapporteur.codebook import Codebook, load_codebook
from rapporteur.errors import DataError

HEADER = """
name: Tiny
version: "1"
source: ours
licence: MIT
quads: {verbal_cooperation: 1}
contexts: {diplomatic: [envoy]}
sectors: {GOV: government}
"""
TYPE = """
type: CONSULT
quad: verbal_cooperation
score: 2.5
needs_recipient: false
statement: false
definition: Meet.
modes: {visit: {score: 4, definition: One side travels.}}
mode_cues: [{mode: visit, lemmas: ["@journey"], scope: [trigger]}]
frames:
  - id: consult.meet
    predicates: [meet]
    pos: verb
    pattern: meeting
    where: {obj: {not_lemma: ["@paper"]}}
    examples: ["[A Norland] [T met] [A Sudmark]."]
"""
# Type, quad number, score, whether it needs a recipient, modes with their scores: PLOVER manual, September 2021.
PLOVER: dict[str, tuple[int, float, bool, dict[str, float | None]]] = {
    "AGREE": (1, 2.5, False, {}),
    "CONSULT": (1, 2.5, False, {"visit": 4, "third-party": 1, "multilateral": 4, "phone": 1.5}),
    "SUPPORT": (1, 5, False, {}),
    "CONCEDE": (1, 4.5, False, {}),
    "COOPERATE": (2, 9.5, True, {}),
    "AID": (2, 10, True, {}),
    "RETREAT": (
        2,
        6.5,
        False,
        {"withdraw": 8, "release": 6.5, "disarm": 10, "ceasefire": 7.5, "access": 6.5, "resign": 4.5},
    ),
    "REQUEST": (3, 0, False, {"assist": 0.5, "change": -1, "yield": -1, "meet": 0}),
    "ACCUSE": (3, -3, False, {"disapprove": -2, "investigate": -3.5, "allege": -3.5}),
    "REJECT": (3, -2, False, {"assist": -1.5, "change": -2, "yield": -2, "meet": -2}),
    "THREATEN": (
        3,
        -3.5,
        False,
        {"restrict": -3, "arrest": -3.5, "relations": -3.5, "expel": -3.5, "territory": -4, "violence": -3.5},
    ),
    "PROTEST": (
        4,
        -5,
        False,
        {"demo": -5, "riot": -7, "strike": -5, "hunger": -4.5, "boycott": -4.5, "obstruct": -4.5, "vandalize": None},
    ),
    "SANCTION": (4, -6, True, {"convict": -6, "expel": -5.5, "withdraw": -6, "discontinue": -6}),
    "MOBILIZE": (4, -5.5, False, {"troops": -6.5, "weapons": -6.5, "police": -5.5, "militia": -6}),
    "COERCE": (
        4,
        -7,
        False,
        {
            "seize": -7,
            "restrict": -7,
            "censor": -6.5,
            "curfew": -6.5,
            "martial-law": -7.5,
            "arrest": -7,
            "deport": -7,
            "withhold": -7,
            "misinformation": -6.5,
            "cyber": -7,
        },
    ),
    "ASSAULT": (
        4,
        -9,
        False,
        {
            "abduct": -8.5,
            "beat": -7.5,
            "torture": -8.5,
            "sexual": -8.5,
            "targeted": -9.5,
            "destroy": -8.5,
            "primitive": -8,
            "firearms": -9,
            "explosives": -9,
            "suicide-attack": -9.5,
            "aerial": -9.5,
            "drone": -9.5,
            "heavy-weapons": -9.5,
            "crowd-control": -7.5,
            "unconventional": -10,
        },
    ),
}
CONTEXTS = frozenset(
    """military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic
    legal reparations human_rights rights_freedoms repression human_security gender lgbt religion_ethnicity inequality
    diplomatic territory peacekeeping health asylum migration disasters natural_resource environment technology terrorism
    cbrn cyber misinformation crime corruption illegal_drugs trafficking""".split()  # noqa: SIM905  # one word a context reads best
)


@pytest.fixture(scope="module")
def plover() -> Codebook:
    """The bundled codebook."""
    return load_codebook()


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """A codebook folder of one type; keyword arguments replace the text of a file."""

    def write(
        *, header: str = HEADER, event_type: str = TYPE, classes: str = "journey: [visit]\npaper: [deadline]\n"
    ) -> Path:
        (tmp_path / "types").mkdir()
        (tmp_path / "codebook.yml").write_text(header)
        (tmp_path / "classes.yml").write_text(classes)
        (tmp_path / "patterns.yml").write_text('meeting: {actor: ["subj+obj"]}\n')
        (tmp_path / "support_verbs.yml").write_text("hold: []\n")
        (tmp_path / "types" / "CONSULT.yml").write_text(event_type)
        return tmp_path

    return write


def test_a_folder_of_your_own_loads(folder: Callable[..., Path]) -> None:
    """A codebook is any folder of the right form; its frames are indexed by part of speech and first word."""
    codebook = load_codebook(folder())
    assert codebook.header.name == "Tiny"
    assert [frame.id for _, frame in codebook.frames_by_lemma["verb", "meet"]] == ["consult.meet"]
    assert codebook.words(["@paper", "need"]) == {"deadline", "need"}


@pytest.mark.parametrize(
    ("old", "new", "place", "named"),
    [
        ("needs_recipient: false", "needs_recipient: false\ncolour: red", "CONSULT.yml", "colour"),
        ("pos: verb", "pos: verb\n    verb: meet", "CONSULT.yml", "verb"),
        ("pos: verb", "pos: adverb", "consult.meet", "adverb"),
        ("predicates: [meet]", "predicates: []", "consult.meet", "none"),
        ("pattern: meeting", "pattern: picnic", "consult.meet", "picnic"),
        ("pattern: meeting", "pattern: meeting\n    modes: [remote]", "consult.meet", "remote"),
        ("pattern: meeting", "pattern: meeting\n    status: done", "consult.meet", "done"),
        ("pattern: meeting", "roles: {guest: [subj]}", "consult.meet", "guest"),
        ("pattern: meeting", "roles: {actor: [subject]}", "consult.meet", "subject"),
        ("obj: {not_lemma", "object: {not_lemma", "consult.meet", "object"),
        ('["@paper"]', '["@papers"]', "consult.meet", "papers"),
        ('not_lemma: ["@paper"]', "kind: [robot]", "consult.meet", "robot"),
        ("mode: visit", "mode: tour", "mode_cues", "tour"),
        ('lemmas: ["@journey"]', 'lemmas: ["@road"]', "mode_cues", "road"),
        ("scope: [trigger]", "scope: [paragraph]", "mode_cues", "paragraph"),
        ("quad: verbal_cooperation", "quad: warm", "CONSULT.yml", "warm"),
        ("score: 2.5", "score: 2.5\nscore: 3", "CONSULT.yml", "twice"),
        ("score: 2.5", "score: high", "CONSULT.yml", "score"),
    ],
)
def test_a_mistake_in_a_type_file_is_an_error_that_names_it(
    folder: Callable[..., Path], old: str, new: str, place: str, named: str
) -> None:
    """An unknown key, a dangling reference or a repeated key stops the load, with where, expected, found and remedy."""
    assert old in TYPE
    with pytest.raises(DataError) as caught:
        load_codebook(folder(event_type=TYPE.replace(old, new, 1)))
    error = caught.value
    assert place in error.where
    assert named in error.found or named in str(error)
    assert all([error.where, error.expected, error.found, error.remedy])


def test_two_frames_of_one_id_are_an_error(folder: Callable[..., Path]) -> None:
    """Frame ids are unique over the whole codebook: records cite them."""
    second = TYPE[TYPE.index("  - id: consult.meet") :]
    with pytest.raises(DataError, match=r"consult\.meet"):
        load_codebook(folder(event_type=TYPE + second))


def test_a_class_that_includes_itself_is_an_error(folder: Callable[..., Path]) -> None:
    """Classes may include classes, but not in a circle."""
    with pytest.raises(DataError, match="circle"):
        load_codebook(folder(classes='journey: ["@paper"]\npaper: ["@journey"]\n'))


def test_a_missing_file_is_an_error_that_names_it(folder: Callable[..., Path]) -> None:
    """A folder without one of its files is not a codebook."""
    path = folder()
    (path / "patterns.yml").unlink()
    with pytest.raises(DataError, match=r"patterns\.yml"):
        load_codebook(path)


def test_the_words_on_and_no_stay_words(folder: Callable[..., Path]) -> None:
    """YAML 1.1 would read them as booleans; here they are a preposition and an answer."""
    codebook = load_codebook(folder(classes="journey: [on, no]\npaper: [yes]\n"))
    assert codebook.classes["journey"] == {"on", "no"}


def test_plover_has_its_sixteen_types(plover: Codebook) -> None:
    """The bundled codebook is PLOVER 2021.1 and holds each of its types once."""
    assert (plover.header.name, plover.header.version) == ("PLOVER", "2021.1")
    assert set(plover.types) == set(PLOVER)


@pytest.mark.parametrize("name", sorted(PLOVER))
def test_plover_scores_quads_and_modes_are_those_of_the_manual(plover: Codebook, name: str) -> None:
    """Scores are copied from the manual; ACCUSE is read as -3, which its modes show to be meant."""
    quad, score, needs_recipient, modes = PLOVER[name]
    event_type = plover.types[name]
    assert plover.header.quads[event_type.quad] == quad
    assert event_type.score == score
    assert event_type.needs_recipient is needs_recipient
    assert {mode: form.score for mode, form in event_type.modes.items()} == modes


@pytest.mark.parametrize("name", sorted(PLOVER))
def test_every_type_is_proved_by_examples_and_near_misses(plover: Codebook, name: str) -> None:
    """A type has at least six marked examples and three near misses, and every frame at least one marked example."""
    event_type = plover.types[name]
    assert len(event_type.examples) >= 6
    assert len(event_type.near_misses) >= 3
    for example in event_type.examples + [e for frame in event_type.frames for e in frame.examples]:
        assert re.search(r"\[T [^\[\]]+\]", example), example
        assert example.count("[") == example.count("]") == len(re.findall(r"\[[ARFMHCOTD] [^\[\]]+\]", example)), (
            example
        )
    assert [frame.id for frame in event_type.frames if not frame.examples] == []
    assert all(frame.id.startswith(f"{name.lower()}.") for frame in event_type.frames)


def test_plover_contexts_are_complete_and_single_words(plover: Codebook) -> None:
    """Every context has cue lemmas; they are looked up token by token, so each is one lower-case word."""
    assert set(plover.header.contexts) == CONTEXTS
    for name, cues in plover.header.contexts.items():
        assert len(cues) >= 12, name
        assert all(cue == cue.lower() and cue.isalpha() for cue in cues), name


def test_plover_words_are_lower_case_and_frames_do_not_repeat_them(plover: Codebook) -> None:
    """Predicates are lemmas; the same predicate twice in one frame would only cost time."""
    for event_type in plover.types.values():
        for frame in event_type.frames:
            assert len(frame.predicates) == len(set(frame.predicates)), frame.id
            assert all(p == p.lower() for p in frame.predicates), frame.id
