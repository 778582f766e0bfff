"""Who is spoken of: names, nouns, pronouns and collectives, linked to the actor table."""

from rapporteur.mentions.find import find_mentions

__all__ = ["find_mentions"]
