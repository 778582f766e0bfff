"""The compiled gazetteer: one read-only file, mapped into memory, written and read here and nowhere else.

The file is a header and sections. Names are not stored for lookup: an index of 40-bit hashes of normalised names, sorted,
points to rows (two different names among 600,000 share a hash about once in two million look-ups). What ranking needs
of every candidate lies in flat columns; the rest of a row (exact coordinates, name, population) in small compressed blocks
that are opened only for rows that are returned.

    b"RPGZ" + uint32 length of the header + header (JSON) + sections, each aligned to 8 bytes
"""

from __future__ import annotations

import bisect
import functools
import hashlib
import math
import mmap
import struct
import sys
import zlib
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from rapporteur.errors import DataError

__all__ = ["BLOCK_ROWS", "Row", "Table", "hash_key", "write_table"]

MAGIC = b"RPGZ"
FORMAT = 1
BLOCK_ROWS = 128
_REMEDY = "Reinstall the package, or rebuild the file with tools/compile_gazetteer.py."
# Column -> struct code. Coordinates here are for ranking: 1/360 degree of latitude, 1/180 of longitude.
_COLUMNS: dict[str, Any] = {
    "country": "H", "feature": "B", "size": "B", "parent": "I", "latitude": "h", "longitude": "h",
    "hash_high": "I", "hash_low": "B", "posting": "I", "block_start": "I", "block_id": "I",
}  # fmt: skip


class Row(NamedTuple):
    """A row as written: the tool's input and, for one row, the reader's output.

    ``parent`` is the row of the containing division, its own number when there is none. ``geonames_id`` is 0 for rows
    kept by this project, whose id is in the extras of the table. ``size`` is the population on a logarithmic scale (see
    `size_of`), or the prominence given by hand to a place that has none.
    """

    geonames_id: int
    name: str
    latitude: float
    longitude: float
    population: int
    country: int
    feature: int
    parent: int
    size: int = 0


def hash_key(key: str) -> int:
    """The 40-bit hash of a normalised name."""
    return int.from_bytes(hashlib.blake2b(key.encode("ascii", "replace"), digest_size=5).digest(), "big")


def size_of(population: int) -> int:
    """Population on a logarithmic scale that fits a byte: ten steps to a factor of e, 0 when unknown."""
    return 0 if population <= 0 else min(255, round(10 * math.log(population + 1)))


def write_table(path: Path, rows: Sequence[Row], postings: Sequence[tuple[str, int]], about: dict[str, Any]) -> None:
    """Write the file; the same input gives the same bytes on every machine.

    Args:
        path: file to write.
        rows: sorted by GeoNames id, those of this project first; row numbers are positions in this list.
        postings: (key, row number with flag in the top byte); order does not matter, repeats are dropped.
        about: everything else, kept as JSON: countries, feature codes, extras, sources.
    """
    blocks = [
        zlib.compress(
            msgspec.msgpack.encode(
                [
                    [row.geonames_id, row.name, round(row.latitude * 1e4), round(row.longitude * 1e4), row.population]
                    for row in rows[start : start + BLOCK_ROWS]
                ]
            ),
            9,
        )
        for start in range(0, len(rows), BLOCK_ROWS)
    ]
    starts = [0]
    for block in blocks:
        starts.append(starts[-1] + len(block))
    index = sorted({(hash_key(key), posting) for key, posting in postings})
    columns: dict[str, list[int]] = {
        "country": [row.country for row in rows],
        "feature": [row.feature for row in rows],
        "size": [row.size or size_of(row.population) for row in rows],
        "parent": [row.parent for row in rows],
        "latitude": [round(row.latitude * 360) for row in rows],
        "longitude": [round(row.longitude * 180) for row in rows],
        "hash_high": [number >> 8 for number, _ in index],
        "hash_low": [number & 255 for number, _ in index],
        "posting": [posting for _, posting in index],
        "block_start": starts,
        "block_id": [rows[start].geonames_id for start in range(0, len(rows), BLOCK_ROWS)],
    }
    sections = [(name, _little_endian(_COLUMNS[name], values)) for name, values in columns.items()]
    sections.append(("blocks", b"".join(blocks)))
    sections.append(("about", zlib.compress(msgspec.json.encode(about, order="deterministic"), 9)))
    body = bytearray()
    places: dict[str, tuple[int, int]] = {}
    for name, data in sections:
        body.extend(b"\0" * (-len(body) % 8))
        places[name] = (len(body), len(data))
        body.extend(data)
    header = msgspec.json.encode(
        {"format": FORMAT, "rows": len(rows), "sections": places, "crc32": zlib.crc32(body)}, order="deterministic"
    )
    header += b" " * (-(len(header) + 8) % 8)
    path.write_bytes(MAGIC + struct.pack("<I", len(header)) + header + bytes(body))


def _little_endian(code: str, values: list[int]) -> bytes:
    column = array(code, values)
    if sys.byteorder == "big":  # pragma: no cover - no such machine among ours
        column.byteswap()
    return column.tobytes()


class _Header(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    rows: int
    sections: dict[str, tuple[int, int]]
    crc32: int


class Table:
    """The compiled file, open for reading. Safe to share between threads; after a fork the pages stay shared.

    Raises:
        DataError: the file is missing, cut off, damaged or of another format.
    """

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise DataError(str(path), "the compiled gazetteer", str(error), _REMEDY) from None
        view = memoryview(self._map)
        self.path = path
        header, body_start = self._read_header(view)
        body = view[body_start:]
        if zlib.crc32(body) != header.crc32:
            raise DataError(str(path), "an undamaged gazetteer", "a wrong checksum", _REMEDY)
        columns = {
            name: body[start : start + length].cast(_COLUMNS[name])
            if name in _COLUMNS
            else body[start : start + length]
            for name, (start, length) in header.sections.items()
        }
        self.n_rows = header.rows
        self.country, self.feature, self.size = columns["country"], columns["feature"], columns["size"]
        self.parent, self._latitude, self._longitude = columns["parent"], columns["latitude"], columns["longitude"]
        self._hash_high, self._hash_low, self._posting = columns["hash_high"], columns["hash_low"], columns["posting"]
        self._block_start, self._blocks, self._block_id = columns["block_start"], columns["blocks"], columns["block_id"]
        self.about: dict[str, Any] = msgspec.json.decode(zlib.decompress(columns["about"]))
        self._open_block = functools.lru_cache(maxsize=512)(self._decode_block)

    def _read_header(self, view: memoryview) -> tuple[_Header, int]:
        if bytes(view[:4]) != MAGIC or len(view) < 8:
            raise DataError(str(self.path), f"a file that starts with {MAGIC!r}", repr(bytes(view[:4])), _REMEDY)
        (length,) = struct.unpack("<I", view[4:8])
        try:
            header = msgspec.json.decode(bytes(view[8 : 8 + length]), type=_Header)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise DataError(str(self.path), "a gazetteer header", str(error), _REMEDY) from None
        if header.format != FORMAT or sys.byteorder == "big":
            raise DataError(str(self.path), f"gazetteer format {FORMAT}, little-endian", str(header.format), _REMEDY)
        return header, 8 + length

    def postings(self, key: str) -> list[int]:
        """Row numbers with their flag in the top byte, for a normalised name; empty when no place has it."""
        number = hash_key(key)
        high, low = number >> 8, number & 255
        at = bisect.bisect_left(self._hash_high, high)
        found = []
        while at < len(self._hash_high) and self._hash_high[at] == high:
            if self._hash_low[at] == low:
                found.append(self._posting[at])
            at += 1
        return found

    def point(self, row: int) -> tuple[float, float]:
        """Latitude and longitude in degrees, to about 500 m: for ranking."""
        return self._latitude[row] / 360, self._longitude[row] / 180

    def row(self, row: int) -> Row:
        """The full row."""
        gid, name, latitude, longitude, population = self._open_block(row // BLOCK_ROWS)[row % BLOCK_ROWS]
        return Row(
            gid, name, latitude / 1e4, longitude / 1e4, population,
            self.country[row], self.feature[row], self.parent[row], self.size[row],
        )  # fmt: skip

    def find_id(self, geonames_id: int) -> int | None:
        """Row number of a GeoNames id, or ``None`` when this gazetteer does not have it."""
        block = bisect.bisect_right(self._block_id, geonames_id) - 1
        if block < 0 or geonames_id <= 0:
            return None
        for offset, fields in enumerate(self._open_block(block)):
            if fields[0] == geonames_id:
                return block * BLOCK_ROWS + offset
        return None

    def points(self) -> tuple[memoryview, memoryview]:
        """All latitudes and longitudes as stored: 1/360 and 1/180 degree, int16."""
        return self._latitude, self._longitude

    def _decode_block(self, number: int) -> list[Any]:
        start, end = self._block_start[number], self._block_start[number + 1]
        rows: list[Any] = msgspec.msgpack.decode(zlib.decompress(self._blocks[start:end]))
        return rows
