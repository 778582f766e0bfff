"""What happened: frames matched over the parse, read for status, source, time and place, merged into records."""

from rapporteur.events.code import code_events

__all__ = ["code_events"]
