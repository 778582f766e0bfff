"""The codebook: what the event types are and which words tell them, read from YAML and strictly checked."""

from rapporteur.codebook.load import load_codebook
from rapporteur.codebook.schema import Codebook, Condition, EventType, Frame, Mode, ModeCue

__all__ = ["Codebook", "Condition", "EventType", "Frame", "Mode", "ModeCue", "load_codebook"]
