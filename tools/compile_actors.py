"""Compile resources/actors/*.yml into src/rapporteur/actors/data/actors.json, check it, and print coverage.

python tools/compile_actors.py            write the table
python tools/compile_actors.py --check    compare with the table that is there; exit 1 when they differ
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from rapporteur.actors.compile import SHIPPED, SOURCES, compile_folder, find_problems, render
from rapporteur.actors.lexicon import LEXICON
from rapporteur.actors.schema import ActorData
from rapporteur.actors.words import compile_lexicon, render_lexicon
from rapporteur.errors import DataError


def print_coverage(data: ActorData, shared: dict[str, list[str]]) -> None:
    """Write what the table holds to standard output."""
    kinds = Counter(actor.kind for actor in data.actors)
    names = sum(len(actor.names) for actor in data.actors)
    print(f"actors {len(data.actors)}, names {names}, offices {len(data.offices)}, shared names {len(shared)}")
    print("  " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    held: dict[str, set[str]] = {}
    by_id = {office.office_id: office for office in data.offices}
    for actor in data.actors:
        for term in actor.holdings:
            office = by_id[term.office]
            if office.country is not None and office.role is not None:
                held.setdefault(office.role, set()).add(office.country)
    states = [actor for actor in data.actors if actor.kind == "country" and actor.cow is not None and actor.end is None]
    for role, countries in sorted(held.items(), key=lambda item: -len(item[1])):
        print(f"  holders of {role}: {len(countries)} states and territories")
    tops = held.get("head_of_state", set()) | held.get("head_of_government", set())
    missing = [actor.country or "" for actor in states if actor.country not in tops]
    print(f"  states without any head of state or government ({len(missing)}): {' '.join(sorted(missing))}")
    groups = [actor for actor in data.actors if actor.kind in ("party", "movement", "armed_group")]
    print(f"  parties, movements, armed groups {len(groups)} in {len({actor.country for actor in groups})} countries")


def main() -> int:
    """Compile, check, print; 0 when all is well, 1 when a check fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    parser.add_argument("--shared", action="store_true", help="list the names that several actors bear")
    options = parser.parse_args()
    try:
        data, shared = compile_folder(SOURCES)
        agents, titles = compile_lexicon(SOURCES)
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    print_coverage(data, shared)
    print(f"agent nouns {len(agents)}, titles {len(titles)}")
    if options.shared:
        for key, slugs in sorted(shared.items()):
            print(f"  {key}: {', '.join(slugs)}")
    problems = find_problems(data)
    for problem in problems:
        print(problem, file=sys.stderr)
    for target, content in ((Path(SHIPPED), render(data)), (LEXICON, render_lexicon(agents, titles))):
        if not options.check:
            target.write_bytes(content)
        elif not target.exists() or target.read_bytes() != content:
            print(f"{target.name} is not what the sources give; run tools/compile_actors.py", file=sys.stderr)
            return 1
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
