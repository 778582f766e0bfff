"""The command line: ``rapporteur code``, and one command for each stage that people want to look at alone.

Results go to standard output or to a file, everything else to standard error. Exit codes: 0 done, 1 an error, 2 wrong
usage, 3 some documents failed (they are listed in errors.jsonl), 130 interrupted.
"""

from __future__ import annotations

import enum
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer
from typer.core import TyperGroup

from rapporteur.actors.command import Extra, load_reporting
from rapporteur.commands import CodebookFolder, Extensions, load_chosen
from rapporteur.errors import DataError, FieldError, ModelError, RapporteurError
from rapporteur.text.command import AllowPrivate, Columns, Sources, as_columns, as_sources

if TYPE_CHECKING:
    from rich.status import Status

    from rapporteur.datatypes import CodedDocument
    from rapporteur.export.sinks import ErrorLog
    from rapporteur.text import Rejection

__all__ = ["app", "main"]

SOME_FAILED = 3
INTERRUPTED = 130
DEBUG = "RAPPORTEUR_DEBUG"
"""Environment variable: set, a fault of the program shows its traceback instead of a line in errors.jsonl."""


class Format(enum.StrEnum):
    """What ``rapporteur code`` writes."""

    cards = "cards"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    html = "html"


class _Commands(TyperGroup):
    """Turns the errors of any command into one clean line and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except RapporteurError as error:
            _say(f"error: {error}")
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            _say("interrupted")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            # Whoever read our output has had enough (head, less): no failure, and no complaint at shutdown either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except OSError as error:
            _say(f"error: {error.filename or 'output'}: {error.strerror or error}")
            raise typer.Exit(1) from None
        return result


app = typer.Typer(
    cls=_Commands,
    name="rapporteur",
    help="Reads political reports and writes down who did what to whom, when, where and according to whom.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: loading rich with its Markdown doubles the time of --help
    context_settings={"help_option_names": ["-h", "--help"]},
)

Published = Annotated[str | None, typer.Option(help="Day of publication, YYYY-MM-DD, where the document gives none.")]


@app.command()
def code(
    sources: Sources,
    *,
    output_format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORM",
            help="cards, json, jsonl, csv or html. Default: cards on a terminal, else jsonl.",
        ),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File or folder to write to.")] = None,
    published: Published = None,
    outlet: Annotated[str | None, typer.Option(help="Who publishes, where the document does not say.")] = None,
    title: Annotated[str | None, typer.Option(help="Heading, where the document has none.")] = None,
    errors: Annotated[
        Path | None, typer.Option(help="List of failed documents. Default: errors.jsonl beside the output.")
    ] = None,
    columns: Columns = None,
    allow_private: AllowPrivate = False,
    codebook: CodebookFolder = None,
    extend: Extensions = None,
    actors: Extra = None,
) -> None:
    """Code documents: texts in, event records out."""
    from rapporteur.export.sinks import ErrorLog, open_sink
    from rapporteur.text import read_documents

    tables = {
        "codebook": load_chosen(codebook, extend) if codebook or extend else None,
        "actors": load_reporting(actors) if actors else None,
    }
    chosen = _choose_format(output_format, output)
    metadata = {"published": _check_day(published), "outlet": outlet, "title": title}
    log = ErrorLog(errors or _beside(output) / "errors.jsonl", wanted=errors is not None)
    counts = {"coded": 0, "empty": 0, "rejected": 0}
    n_events = 0
    with ExitStack() as stack:
        stack.callback(log.close)
        sink = open_sink(chosen, output, stdout=sys.stdout, stack=stack)
        progress = stack.enter_context(_Progress(show=sys.stderr.isatty()))
        items = read_documents(
            _paths(sources),
            metadata=metadata,
            columns=as_columns(columns),
            allow_private=allow_private,
            exclude=[path for path in (output, errors) if path is not None and not path.is_dir()],
        )
        for coded in _code_each(items, log, progress, tables):
            with progress.paused():
                sink.add(coded)
            counts[coded.state] += 1
            n_events += len(coded.events)
        sink.close()
    _report(counts, n_events, log, sources)


@app.command()
def times(
    text: Annotated[str, typer.Argument(help="A text, or - for standard input.")],
    published: Published = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Find the time expressions of a text and print them as TIMEX3."""
    from rapporteur.language import parse_document
    from rapporteur.pipeline import tense_reader
    from rapporteur.times import find_times

    document = _document_of(text, published)
    parse = parse_document(document, with_chains=False)
    sentences = [(sent.start_char, sent.end_char) for sent in parse.sents]
    found = find_times(
        document.text,
        published=document.published,
        tense_of=tense_reader(parse),
        sentences=sentences,
        furniture=document.furniture,
    )
    for timex in found:
        span = f"{timex.begin or '?'}..{timex.end or '?'}"
        _print_span(timex, [timex.type, timex.value, span, timex.relation or ""], as_json=as_json)


@app.command()
def places(
    text: Annotated[str, typer.Argument(help="A text, or - for standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Find the place names of a text and print where they are."""
    from rapporteur.language import parse_document
    from rapporteur.places import find_places

    document = _document_of(text, None)
    parse = parse_document(document, with_chains=False)
    candidates = [(ent.start_char, ent.end_char, ent.label_) for ent in parse.ents]
    for mention in find_places(document.text, candidates=candidates, outlet_country=None):
        entry = mention.entry
        known: list[str] = [mention.precision]
        if entry is not None:
            known += [entry.name, entry.country or "", entry.place_id, f"{entry.latitude:.4f},{entry.longitude:.4f}"]
        _print_span(mention, known, as_json=as_json)


@app.command()
def version() -> None:
    """Print the version."""
    from rapporteur import __version__

    typer.echo(f"rapporteur {__version__}")


def main() -> None:
    """Run the command line; what the console script calls."""
    app(prog_name="rapporteur")


def _mount() -> None:
    """Let the folders that bring commands of their own add them."""
    for name in (
        "rapporteur.evaluate.command",
        "rapporteur.actors.command",
        "rapporteur.store.command",
        "rapporteur.export.command",
        "rapporteur.agree.command",
        "rapporteur.report.command",
        "rapporteur.text.command",
        "rapporteur.review.command",
        "rapporteur.commands",
    ):
        import_module(name).register(app)


_mount()


def _code_each(
    items: Iterator[Any], log: ErrorLog, progress: _Progress, tables: dict[str, Any]
) -> Iterator[CodedDocument]:
    """Code each document read; what cannot be read or coded goes to the log, and the rest goes on."""
    from rapporteur.pipeline import code_document
    from rapporteur.text import Rejection, refuse_foreign

    for item in items:
        refusal = item if isinstance(item, Rejection) else refuse_foreign(item)
        if refusal is not None:
            log.add(refusal)
            progress.advance()
            continue
        source = item.source or "-"
        try:
            yield code_document(item, **tables)
        except (DataError, ModelError):
            raise  # the installation is wrong, not the document
        except RapporteurError as error:
            log.add(Rejection.of(error, source=source, doc_id=item.doc_id))
        except Exception as error:  # one document that finds a fault of ours must not end a batch of millions
            if os.environ.get(DEBUG):
                raise
            fault = RapporteurError(
                item.doc_id, "a record", f"{type(error).__name__}: {error}",
                f"This is a fault of the program: please report it with the document. {DEBUG}=1 shows where it is.",
            )  # fmt: skip
            log.add(Rejection.of(fault, source=source, doc_id=item.doc_id))
        progress.advance()


class _Progress:
    """A counter on standard error, silent when that is no terminal; how many documents there are is known only at the end."""

    def __init__(self, *, show: bool) -> None:
        self.status: Status | None = None
        self.n_documents = 0
        if show:
            from rich.console import Console

            self.status = Console(stderr=True).status("loading the model and the tables")

    def __enter__(self) -> Self:
        if self.status is not None:
            self.status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.status is not None:
            self.status.stop()

    def advance(self) -> None:
        """Count one document more."""
        self.n_documents += 1
        if self.status is not None:
            self.status.update(f"{self.n_documents} document{'' if self.n_documents == 1 else 's'}")

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Clear the line while something is printed, perhaps on the same terminal."""
        self.__exit__()
        yield
        self.__enter__()


def _report(counts: dict[str, int], n_events: int, log: ErrorLog, sources: list[str]) -> None:
    """Say what became of the documents, and set the exit code."""
    n_failed = log.entries + counts["rejected"]
    n_documents = n_failed + counts["coded"] + counts["empty"]
    if n_failed == n_documents == 1 and len(sources) == 1 and log.first is not None and log.first.line is None:
        _say(f"error: {_rejection_line(log.first)}")
        log.drop()
        raise typer.Exit(1)
    if n_failed or (n_documents > 1 and sys.stderr.isatty()):
        listed = f", listed in {log.path}" if log.entries else ""
        parts = f"{counts['coded']} coded, {counts['empty']} without an event, {n_failed} failed{listed}"
        _say(f"{n_documents} document{'' if n_documents == 1 else 's'}: {parts}; {n_events} events")
    if n_failed:
        raise typer.Exit(SOME_FAILED)


def _paths(sources: list[str]) -> list[Any]:
    if "-" in sources and sys.stdin.isatty():
        _say("reading standard input; end it with Ctrl-D")
    return as_sources(sources)


def _choose_format(given: Format | None, output: Path | None) -> Format:
    if given is not None:
        return given
    if output is not None and output.suffix.lstrip(".") in (Format.json, Format.jsonl, Format.csv, Format.html):
        return Format(output.suffix.lstrip("."))
    return Format.cards if output is None and sys.stdout.isatty() else Format.jsonl


def _beside(output: Path | None) -> Path:
    if output is None:
        return Path()
    return output if output.is_dir() or not output.suffix else output.parent


def _check_day(published: str | None) -> str | None:
    from rapporteur.text import read_published

    try:
        return read_published(published, where="--published") if published is not None else None
    except FieldError as error:
        raise typer.BadParameter(f"expected {error.expected}; found {error.found}", param_hint="--published") from None


def _document_of(text: str, published: str | None) -> Any:
    from rapporteur.text import read_document

    day = _check_day(published)
    return read_document(sys.stdin.buffer.read() if text == "-" else text, published=day)


def _print_span(found: Any, known: list[str], *, as_json: bool) -> None:
    import msgspec

    from rapporteur.export.phrases import safe

    if as_json:
        typer.echo(msgspec.json.encode(found).decode())
    else:
        quote = found.quote
        typer.echo("\t".join([f"{quote.start}..{quote.end}", safe(quote.text), *known]).rstrip())


def _rejection_line(rejection: Rejection) -> str:
    error = rejection.error
    return f"{error['where']}: expected {error['expected']}; found {error['found']}. {error['remedy']}"


def _say(message: str) -> None:
    """One line to people, on standard error."""
    typer.echo(f"rapporteur: {' '.join(message.split())}", err=True)
