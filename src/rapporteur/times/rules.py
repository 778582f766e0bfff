"""The data files of this folder, strictly decoded and compiled into a grammar.

lexicon.yaml names words of time, rules.yaml how expressions are written, holidays.yaml the feasts, context.yaml what
stands around an expression. A wrong file raises DataError at load, with file and path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from rapporteur.errors import DataError
from rapporteur.times.numbers import NumberReader
from rapporteur.times.schema import Context, Feast, HolidayFile, Lexicon, Modifier, NamedPeriod, Rule, RuleFile
from rapporteur.yamlfile import read_yaml

__all__ = ["CompiledRule", "CueSets", "Grammar", "WordSets", "compile_grammar", "load_grammar"]

N = TypeVar("N", Feast, NamedPeriod)
DATA = Path(__file__).parent / "data"


class CompiledRule(NamedTuple):
    """A rule ready to match: ``classes`` maps group names to the class that reads them."""

    rule: Rule
    regex: re.Pattern[str]
    classes: dict[str, str]
    order: int


class WordSets(NamedTuple):
    """Word lists of context.yaml as sets, for checks.py."""

    before_time: frozenset[str]
    not_year_before: frozenset[str]
    not_year_after: frozenset[str]
    name_heads: frozenset[str]
    march_after: frozenset[str]
    titles: frozenset[str]
    name_months: frozenset[str]
    verb_months: frozenset[str]
    prepositions: frozenset[str]
    part_before: frozenset[str]
    clock_before: frozenset[str]
    bare_before: frozenset[str]
    war_before: frozenset[str]
    day_follows: frozenset[str]
    age_before: frozenset[str]
    rate_before: frozenset[str]


class CueSets(NamedTuple):
    """Cue words of context.yaml as sets, for direction.py."""

    future: frozenset[str]
    past: frozenset[str]
    present: frozenset[str]
    generic: frozenset[str]
    not_past: frozenset[str]
    weak: frozenset[str]


class Grammar(NamedTuple):
    """Everything the finder needs, compiled once.

    Attributes:
        triggers: folded word -> classes of rules it may start.
        vocabulary: every word that may stand inside an expression.
    """

    lexicon: Lexicon
    context: Context
    rules: list[CompiledRule]
    by_trigger: dict[str, list[CompiledRule]]
    triggers: dict[str, frozenset[str]]
    vocabulary: frozenset[str]
    numbers: NumberReader
    feasts: dict[str, Feast]
    periods: dict[str, NamedPeriod]
    near_misses: re.Pattern[str]
    before: re.Pattern[str]
    modifiers: dict[str, Modifier]
    words: WordSets
    cues: CueSets
    joins: dict[tuple[str, str], frozenset[str]]


WORD = re.compile(r"[^\W\d_]+")
CLASS = re.compile(r"\{([a-z_]+)(?::([a-z_0-9]+))?\}")


@cache
def load_grammar() -> Grammar:
    """The grammar of the bundled data files, compiled once per process."""
    return compile_grammar(DATA)


def compile_grammar(folder: Path) -> Grammar:
    """Decode the four files and compile the rules.

    Args:
        folder: holds lexicon.yaml, rules.yaml, holidays.yaml and context.yaml.

    Raises:
        DataError: a file is missing or not valid YAML, has an unknown or repeated key or a wrong type, names a class or trigger that does
            not exist, repeats a rule id or a feast, or holds a pattern that does not compile.
    """
    lexicon = read_yaml(folder / "lexicon.yaml", Lexicon)
    rule_file = read_yaml(folder / "rules.yaml", RuleFile)
    holiday_file = read_yaml(folder / "holidays.yaml", HolidayFile)
    context = read_yaml(folder / "context.yaml", Context)
    feasts = index_names("holidays.yaml", "holidays", holiday_file.holidays)
    periods = index_names("holidays.yaml", "periods", holiday_file.periods)
    numbers = NumberReader({word: int(value) for word, value in lexicon.words["cardinal"].items()})
    shapes = class_shapes(lexicon, context, feasts, periods, numbers)
    triggers = collect_triggers(lexicon, feasts, periods)
    known = {name for classes in triggers.values() for name in classes} | {"year", "ordinal"}
    compiled: list[CompiledRule] = []
    seen: set[str] = set()
    for order, rule in enumerate(rule_file.rules):
        if rule.id in seen:
            raise DataError(
                f"rules.yaml: rules[{order}].id",
                "an id used once",
                f"{rule.id!r} again",
                "Rename or remove one of the rules.",
            )
        seen.add(rule.id)
        for need in rule.needs:
            if need not in known:
                raise DataError(
                    f"rules.yaml: rules[{order}] ({rule.id}).needs",
                    f"one of {sorted(known)}",
                    repr(need),
                    "Use a trigger class that exists.",
                )
        compiled.append(compile_rule(rule, order, shapes))
    by_trigger: dict[str, list[CompiledRule]] = {}
    for item in compiled:
        for need in item.rule.needs:
            by_trigger.setdefault(need, []).append(item)
    return Grammar(
        lexicon=lexicon,
        context=context,
        rules=compiled,
        by_trigger=by_trigger,
        triggers=triggers,
        vocabulary=collect_vocabulary(lexicon, rule_file.rules, context, feasts, periods),
        numbers=numbers,
        feasts=feasts,
        periods=periods,
        near_misses=compile_pattern("context.yaml: near_misses", "|".join(f"(?:{flexible(pattern)})" for pattern, _ in context.near_misses)),
        before=compile_pattern("context.yaml: modifiers", rf"(?<!\w)({either(words for modifier in context.modifiers for words in modifier.before)})\Z"),
        modifiers={words: modifier for modifier in context.modifiers for words in modifier.before},
        words=WordSets(*(frozenset(getattr(context, name)) for name in WordSets._fields)),
        cues=CueSets(*(frozenset(getattr(context.cues, name)) for name in CueSets._fields)),
        joins={(join.left, join.right): frozenset(join.between) for join in context.joins},
    )  # fmt: skip


def index_names(file: str, path: str, entries: Iterable[N]) -> dict[str, N]:
    """Name -> entry; a name used twice is a DataError."""
    index: dict[str, N] = {}
    for number, entry in enumerate(entries):
        for name in entry.names:
            if name in index:
                raise DataError(
                    f"{file}: {path}[{number}].names", "a name used once", f"{name!r} again", "Remove one of the two."
                )
            index[name] = entry
    return index


def either(words: Iterable[str]) -> str:
    """Alternation of literal words, longest first, blanks flexible."""
    return "|".join(flexible(re.escape(word).replace(r"\ ", " ")) for word in sorted(words, key=len, reverse=True))


def flexible(pattern: str) -> str:
    """Let every blank of a pattern stand for one to three blanks."""
    return re.sub(r" (?![?*+{])", " {1,3}", pattern)


def class_shapes(
    lexicon: Lexicon,
    context: Context,
    feasts: Mapping[str, Feast],
    periods: Mapping[str, NamedPeriod],
    numbers: NumberReader,
) -> dict[str, str]:
    """Class name -> source of its regular expression."""
    shapes = dict(lexicon.shapes)
    for name, words in lexicon.words.items():
        shapes[name] = rf"(?:{either(words)})(?!\w)"
    for name, words in lexicon.abbreviations.items():
        shapes[name] = rf"(?:{shapes[name]}|(?:{either(words)})(?!\w)\.?)"
    shapes["nth"] = rf"(?:{shapes['nth']}|{shapes['ordinal']}(?!\w))"
    shapes["number"] = numbers.pattern
    shapes["approx"] = rf"(?:{either(context.approx)})(?!\w)"
    shapes["filler"] = rf"(?:{either(context.filler)})(?!\w)"
    shapes["holiday"] = rf"(?:{either(feasts)})(?!\w)"
    shapes["period"] = rf"(?:{either(periods)})(?!\w)"
    return shapes


def compile_rule(rule: Rule, order: int, shapes: Mapping[str, str]) -> CompiledRule:
    """Expand the classes of one pattern. Every group keeps the name of its part, and the class that reads it."""
    classes: dict[str, str] = {}
    where = f"rules.yaml: rules[{order}] ({rule.id}).pattern"

    def expand(match: re.Match[str]) -> str:
        name, alias = match[1], match[2] or match[1]
        if name not in shapes:
            raise DataError(
                where, f"one of the classes {sorted(shapes)}", f"{{{name}}}", "Name a class of lexicon.yaml."
            )
        if alias in classes:
            raise DataError(
                where, "each part named once", f"{{{alias}}} twice", f"Write {{{name}:{name}2}} for the second."
            )
        classes[alias] = name
        return f"(?P<{alias}>{shapes[name]})"

    source = CLASS.sub(expand, flexible(rule.pattern))
    regex = compile_pattern(where, rf"(?<![\w])(?:{source})(?!\w)")
    for group in regex.groupindex:
        classes.setdefault(group, group)
    return CompiledRule(rule, regex, classes, order)


def compile_pattern(where: str, source: str) -> re.Pattern[str]:
    """Compile or raise DataError."""
    try:
        return re.compile(source)
    except re.error as error:
        raise DataError(where, "a regular expression", str(error), "Correct the pattern.") from error


def collect_triggers(lexicon: Lexicon, feasts: Iterable[str], periods: Iterable[str]) -> dict[str, frozenset[str]]:
    """Folded word -> the trigger classes it belongs to."""
    found: dict[str, set[str]] = {}
    common = frozenset(lexicon.common)
    starts = ("month", "weekday", "weekdays", "season", "part", "unit", "plural", "frequency", "hijri", "tens", "nth")
    for name in starts:
        for entry in (*lexicon.words[name], *lexicon.abbreviations.get(name, ())):
            words = WORD.findall(entry)
            if name == "hijri":
                words = words[:1]
            for word in words:
                found.setdefault(word, set()).add(name)
    for name, listed in lexicon.triggers.items():
        for word in listed:
            found.setdefault(word, set()).add(name)
    for name, entries in (("holiday", feasts), ("era", periods)):
        for entry in entries:
            rare = [word for word in WORD.findall(entry) if word not in common and len(word) > 1]
            for word in rare[:1] or WORD.findall(entry)[:1]:
                found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


def collect_vocabulary(
    lexicon: Lexicon, rules: Iterable[Rule], context: Context, feasts: Iterable[str], periods: Iterable[str]
) -> frozenset[str]:
    """Every word that may stand inside an expression: a run of such words is where the rules are tried."""
    words: set[str] = {"plus", "and", "half", "one", "st", "nd", "rd", "th"}
    for group in (*lexicon.words.values(), *lexicon.abbreviations.values()):
        for entry in group:
            words.update(WORD.findall(entry))
    for rule in rules:
        bare = CLASS.sub(" ", re.sub(r"\(\?P?<\w+>|\\.", " ", rule.pattern))
        words.update(WORD.findall(bare))
    for entry in (*context.approx, *context.filler, *feasts, *periods):
        words.update(WORD.findall(entry))
    return frozenset(words)
