"""WordPiece: splits one word into the sub-tokens that the encoder's vocabulary knows.

The encoder is uncased: a word is decomposed (NFD), stripped of its accents and lower-cased, broken at punctuation and at CJK
characters, and each part is matched greedily, longest piece first. The result equals that of the reference tokenizer of the
encoder, word by word; `tests/language/test_wordpiece.py` holds it to that.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

#: A part longer than this becomes one unknown piece, as in the reference tokenizer.
MAX_PART_CHARS = 100
#: A word longer than this is only read at its beginning: base64 and other noise, which no vocabulary splits with profit.
MAX_WORD_CHARS = 200
#: The cache is emptied when it grows past this many words, so that memory stays level over a corpus of any length.
MAX_CACHED_WORDS = 200_000


def _is_punctuation(char: str) -> bool:
    """Whether the reference tokenizer breaks a word at this character: every ASCII symbol and all Unicode punctuation."""
    code = ord(char)
    if 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126:
        return True
    return unicodedata.category(char).startswith("P")


def _is_cjk(char: str) -> bool:
    """Whether the character is a CJK ideograph, each of which stands as a part of its own."""
    code = ord(char)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x2A6DF
        or 0x2A700 <= code <= 0x2CEAF
        or 0xF900 <= code <= 0xFAFF
        or 0x2F800 <= code <= 0x2FA1F
    )


def split_parts(word: str) -> list[str]:
    """Normalises a word and breaks it at punctuation and ideographs; control characters, NUL and U+FFFD vanish."""
    parts: list[str] = []
    current: list[str] = []

    def flush() -> None:
        if current:
            parts.append("".join(current))
            current.clear()

    text = word if word.isascii() else unicodedata.normalize("NFD", word)
    for char in text:
        category = unicodedata.category(char) if not char.isascii() else "Cc" if char < " " or char == "\x7f" else ""
        if char in "\t\n\r" or category[:1] == "Z" or char == " ":
            flush()
            continue
        if category == "Mn" or category[:1] == "C" or char == "\ufffd":
            continue
        if _is_punctuation(char) or _is_cjk(char):
            flush()
            parts.append(char)
            continue
        current.append(char.lower())
    flush()
    return parts


class WordPiece:
    """The vocabulary and the greedy match, with a cache of words already seen.

    Args:
        vocabulary: the pieces in the order of their ids; continuation pieces begin with `##`.
    """

    def __init__(self, vocabulary: list[str]) -> None:
        self.ids = {piece: index for index, piece in enumerate(vocabulary)}
        self.unknown = self.ids["[UNK]"]
        self.start = self.ids["[CLS]"]
        self.end = self.ids["[SEP]"]
        self._cache: dict[str, tuple[int, ...]] = {}

    @classmethod
    def load(cls, path: Path) -> WordPiece:
        """Loads a vocabulary file, one piece a line."""
        return cls(path.read_text(encoding="utf-8").rstrip("\n").split("\n"))

    def encode_word(self, word: str) -> tuple[int, ...]:
        """The ids of one word's pieces, at least one: a word with nothing to read gives the unknown piece."""
        known = self._cache.get(word)
        if known is not None:
            return known
        ids: list[int] = []
        for part in split_parts(word[:MAX_WORD_CHARS]):
            ids.extend(self._match(part))
        result = tuple(ids) or (self.unknown,)
        if len(self._cache) >= MAX_CACHED_WORDS:
            self._cache.clear()
        self._cache[word] = result
        return result

    def _match(self, part: str) -> list[int]:
        """Greedy longest match from the left; a part that cannot be covered whole is one unknown piece."""
        if len(part) > MAX_PART_CHARS:
            return [self.unknown]
        ids: list[int] = []
        start = 0
        while start < len(part):
            for end in range(len(part), start, -1):
                piece = part[start:end] if start == 0 else "##" + part[start:end]
                index = self.ids.get(piece)
                if index is not None:
                    ids.append(index)
                    start = end
                    break
            else:
                return [self.unknown]
        return ids
