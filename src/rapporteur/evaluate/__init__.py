"""Measures every capability against corpora with known answers: `rapporteur evaluate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rapporteur.evaluate.command import register
    from rapporteur.evaluate.run import evaluate

__all__ = ["evaluate", "register"]


def __getattr__(name: str) -> Any:
    # numpy and the scorers load only when something is measured; the command line mounts `register` alone.
    if name == "register":
        from rapporteur.evaluate.command import register  # noqa: PLC0415

        return register
    if name == "evaluate":
        from rapporteur.evaluate.run import evaluate  # noqa: PLC0415

        return evaluate
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
