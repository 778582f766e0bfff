"""The command `rapporteur evaluate`, and its table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rapporteur.evaluate.run import Result

__all__ = ["format_result", "register"]

SOME_FAILED = 3  # as `rapporteur code`


def register(app: typer.Typer) -> None:
    """Adds the command ``evaluate`` to the command-line application."""
    app.command("evaluate")(evaluate_command)


def evaluate_command(
    task: Annotated[
        str,
        typer.Argument(help="records, sentences, pairs, petrarch, parse, entities, coref, times or places."),
    ],
    file: Annotated[Path, typer.Argument(help="The corpus file, plain or .xz.")],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")] = False,
    errors: Annotated[Path | None, typer.Option(help="Write one JSON line per error, with the text around it.")] = None,
    published: Annotated[
        Path | None, typer.Option(help="Published scores; default: published.yaml found with the file.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="records: a second coder's documents; adds alpha and kappa per field.")
    ] = None,
    predictions: Annotated[Path | None, typer.Option(help="Score stored predictions in place of the coder.")] = None,
    save_predictions: Annotated[Path | None, typer.Option(help="Write the predictions as JSON Lines.")] = None,
    actors: Annotated[Path | None, typer.Option(help="petrarch: a small actor table, as in resources/actors.")] = None,
    types: Annotated[str | None, typer.Option(help="entities: name of a declared type mapping.")] = None,
    gold_tokens_only: Annotated[bool, typer.Option(help="parse: leave out the run from raw text.")] = False,
    raw_only: Annotated[bool, typer.Option(help="parse: leave out the run on gold tokens.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Take the first N documents or sentences only.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
) -> None:
    """Measure one capability against a corpus with known answers."""
    # A command imports what it needs when it runs, so that --help answers at once.
    import msgspec  # noqa: PLC0415

    from rapporteur.evaluate.run import evaluate  # noqa: PLC0415
    from rapporteur.evaluate.task import Options  # noqa: PLC0415

    result, lines = evaluate(
        task,
        file,
        options=Options(actors=actors, types=types, raw_only=raw_only, gold_only=gold_tokens_only),
        predictions=predictions,
        against=against,
        published=published,
        limit=limit,
        workers=workers,
        save_predictions=save_predictions,
        progress=_show_progress if sys.stderr.isatty() else None,
    )
    if errors is not None:
        encoder = msgspec.json.Encoder()
        errors.write_bytes(b"".join(encoder.encode(line) + b"\n" for line in lines))
    typer.echo(msgspec.json.encode(result).decode("utf-8") if json else format_result(result))
    if result.failed:
        for name, reason in list(result.failed.items())[:10]:
            typer.echo(f"could not be coded: {name}: {reason}", err=True)
        if len(result.failed) > 10:
            typer.echo(f"... and {len(result.failed) - 10} more; --json lists all", err=True)
        raise typer.Exit(SOME_FAILED)


def _show_progress(done: int, total: int) -> None:
    typer.echo(f"\r{done} of {total}", nl=done == total, err=True)


def _number(value: float | None, unit: str | None = None) -> str:
    if value is None:
        return "-"
    return f"{value:.1f} {unit}" if unit else f"{value:.3f}"


def format_result(result: Result) -> str:
    """The table: figure, value, 95 % interval, precision, recall, n; below it published scores and error kinds."""
    rows = [("figure", "value", "95 % interval", "P", "R", "n")]
    for figure in result.figures:
        interval = "-" if figure.low is None or figure.high is None else f"{figure.low:.3f}..{figure.high:.3f}"
        name = f"* {figure.name}" if figure.main else f"  {figure.name}"
        value = _number(figure.value, figure.unit)
        rows.append((name, value, interval, _number(figure.precision), _number(figure.recall), str(figure.n)))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    time = "stored predictions" if result.seconds is None else f"{result.seconds:.1f} s"
    lines = [f"{result.task}: {result.file}, {result.n} {result.unit}, {time}", ""]
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(cells))
    if result.failed:
        lines += ["", f"{len(result.failed)} could not be coded and count as empty."]
    if result.published:
        lines += ["", "Published (see docs/quality.md for what is comparable):"]
        for entry in result.published:
            score = entry.published
            name = score.system or f"two annotation passes, {score.measure}"
            note = f" ({score.note})" if score.note else ""
            lines.append(f"  {entry.figure}: {score.score:.3f} {name}{note}")
    if result.agreement:
        lines += ["", "Agreement of the two coders on what both found:"]
        lines += [
            f"  {a.field}: equal {_number(a.share)}, alpha {_number(a.alpha)}, kappa {_number(a.kappa)}, n {a.n}"
            for a in result.agreement
        ]
    if result.kinds:
        lines += ["", "Commonest errors:"]
        lines += [f"  {count:5d}  {kind}" for kind, count in list(result.kinds.items())[:10]]
    return "\n".join([*lines, *(f"\nNote: {note}" for note in result.notes)])
