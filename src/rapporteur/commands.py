"""The ``rapporteur codebook`` commands. What they need is imported when they run, so that ``--help`` answers at once."""

from __future__ import annotations

from typing import Annotated

import typer

from rapporteur.errors import DataError

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Mount ``rapporteur codebook``: check, coverage, explain."""
    codebook_app = typer.Typer(help="The codebook: prove it on its own examples, explain a rule.", no_args_is_help=True)
    codebook_app.command("check")(check_command)
    codebook_app.command("explain")(explain_command)
    codebook_app.command("coverage")(coverage_command)
    app.add_typer(codebook_app, name="codebook")


def check_command(
    event_type: Annotated[str | None, typer.Argument(help="One event type; all by default.", metavar="TYPE")] = None,
) -> None:
    """Run every example and near miss; exit 1 when one comes out wrong."""
    from rapporteur.check import check_codebook

    wrong = total = 0
    for result in check_codebook(only=event_type):
        total += 1
        if result.problem is not None:
            wrong += 1
            typer.echo(f"{result.type} {result.frame or ''} [{result.kind}] {result.text}\n    {result.problem}")
    typer.echo(f"{total - wrong} of {total} come out right")
    if wrong:
        raise typer.Exit(1)


def explain_command(
    rule: Annotated[str, typer.Argument(help="Frame id, as a record's method names it.", metavar="RULE")],
) -> None:
    """Print a frame: its words, the roles they fill, its conditions, examples and near misses."""
    import difflib

    import msgspec
    import yaml

    from rapporteur.codebook import load_codebook

    codebook = load_codebook()
    rule = rule.removeprefix("frame ")
    for name, event_type in codebook.types.items():
        for frame in event_type.frames:
            if frame.id == rule:
                typer.echo(f"{frame.id}: {name} ({event_type.quad}, {event_type.score})")
                typer.echo(yaml.safe_dump(msgspec.to_builtins(frame), allow_unicode=True, sort_keys=False).rstrip())
                return
    close = difflib.get_close_matches(rule, [f.id for t in codebook.types.values() for f in t.frames], n=3)
    raise DataError(
        "codebook",
        "the id of a frame",
        repr(rule),
        f"Did you mean {', '.join(close)}?" if close else "See `rapporteur codebook coverage`.",
    )


def coverage_command() -> None:
    """Count predicates, frames, modes, examples and near misses of each event type."""
    from rapporteur.codebook import load_codebook

    codebook = load_codebook()
    typer.echo(f"{'type':<12}{'predicates':>11}{'frames':>8}{'modes':>7}{'examples':>10}{'near misses':>13}")
    for name, event_type in codebook.types.items():
        predicates = {p for f in event_type.frames for p in f.predicates}
        examples = len(event_type.examples) + sum(len(f.examples) for f in event_type.frames)
        near = len(event_type.near_misses) + sum(len(f.near_misses) for f in event_type.frames)
        typer.echo(
            f"{name:<12}{len(predicates):>11}{len(event_type.frames):>8}{len(event_type.modes):>7}{examples:>10}{near:>13}"
        )
    everything = {p for t in codebook.types.values() for f in t.frames for p in f.predicates}
    typer.echo(f"{'all':<12}{len(everything):>11}")
