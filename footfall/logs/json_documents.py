"""Cuts JSON documents of any size into their records, as they stand there.

Nothing is parsed but quotes and brackets: whether a record is JSON is seen when it is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

# up to the next bracket, to a quote whose text has no end yet, or to the end
_UP_TO_BRACKET = re.compile(
    rb'[^"{}\[\]]*(?:"[^"\\]*(?:\\.[^"\\]*)*"[^"{}\[\]]*)*(["{}\[\]]|\Z)', re.DOTALL
)
_IN_TEXT = re.compile(rb'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL)
_LAST_TEXT = re.compile(rb'"([^"\\]*(?:\\.[^"\\]*)*)"[^"]*\Z', re.DOTALL)
_OPENING = (b"{", b"[")
_CLOSING = (b"}", b"]")
_BETWEEN = b" \t\r\n,"
# of a record that is too large so much is kept
_CUT_BYTES = 1_000

# where records are: objects one behind the other, elements of a list, or of a list in an object
Level = Literal[0, 1, 2]


class TruncatedJsonError(Exception):
    """A document ends before its brackets are closed."""


@dataclass(frozen=True)
class Piece:
    """A record, or what stands where one should. size: its bytes; text: the beginning if larger."""

    text: bytes
    size: int


@dataclass
class Survey:
    """What a file of JSON documents is made of.

    first: the bracket that it begins with, else empty. documents: one, or more. lists: keys of the
    lists in the first document. of_objects: those of them that begin with an object.
    """

    first: bytes = b""
    documents: int = 0
    lists: list[str] = field(default_factory=list)
    of_objects: list[str] = field(default_factory=list)


def survey(chunks: Iterator[bytes], most: int) -> Survey:
    """Look through documents, up to the end of the first one where there are more.

    most: bytes held in memory, beside a chunk.
    """
    found = Survey()
    cutter = _Cutter(chunks, most, deepest=2)
    key, is_in_list = "", False
    for bracket, depth, passed, _ in cutter.brackets():
        if depth == 1:
            key = _last_text(passed) or key
        if bracket in _OPENING:
            if depth == 0:
                found.documents += 1
                if found.documents > 1:
                    break
                found.first = bracket
            elif depth == 1 and bracket == b"[" and found.first == b"{":
                found.lists.append(key)
                is_in_list = True
            elif depth == 2 and is_in_list and bracket == b"{" and key not in found.of_objects:
                found.of_objects.append(key)
        elif bracket:
            is_in_list = is_in_list and depth > 1
    return found


def _last_text(passed: bytes) -> str:
    match = _LAST_TEXT.search(passed)
    return match.group(1).decode(errors="replace") if match else ""


def cut(chunks: Iterator[bytes], level: Level, key: str | None, most: int) -> Iterator[Piece]:
    """The records of documents, and whatever else stands among them.

    key: at level 2, of the list in each document. most: bytes of a record.
    Raises TruncatedJsonError behind the last record where the last document has no end.
    """
    cutter = _Cutter(chunks, most, deepest=level)
    last_text, is_inside = "", level == 0
    if is_inside:
        cutter.keep(0)
    for bracket, depth, passed, end in cutter.brackets():
        if depth == 1 and not is_inside:
            last_text = _last_text(passed) or last_text
        if bracket in _OPENING:
            if is_inside and depth == level:
                yield from cutter.between(end - 1)
                cutter.keep(end - 1)
            is_list = level == 1 or (bracket == b"[" and last_text == key)
            if not is_inside and depth == level - 1 and is_list:
                is_inside = True
                cutter.keep(end)
        elif bracket and is_inside and depth == level:
            yield cutter.taken(end)
            cutter.keep(end)
        elif bracket and is_inside:
            is_inside = False
            yield from cutter.between(end - 1)
            cutter.keep(None)
    if cutter.is_open:
        raise TruncatedJsonError
    if is_inside:
        yield from cutter.between(cutter.end)


class _Cutter:
    """A window on a text, with what is in the making; places are bytes from the beginning.

    deepest: of the brackets that are told. is_open: whether the text has ended within brackets.
    """

    def __init__(self, chunks: Iterator[bytes], most: int, deepest: int) -> None:
        self.is_open = False
        self._deepest = deepest
        self._chunks = chunks
        self._most = most
        self._window = b""
        self._begin = 0
        self._kept: int | None = None
        # of what is kept, where it is too large: its place and its beginning
        self._cut: tuple[int, bytes] | None = None

    @property
    def end(self) -> int:
        """Where the window ends."""
        return self._begin + len(self._window)

    def keep(self, place: int | None) -> None:
        """Keep the text from a place on."""
        self._kept, self._cut = place, None

    def taken(self, end: int) -> Piece:
        """The text that was kept, up to a place."""
        if self._cut:
            begin, text = self._cut
            return Piece(text, end - begin)
        assert self._kept is not None
        if end - self._kept > self._most:
            begin = self._kept - self._begin
            return Piece(self._window[begin : begin + _CUT_BYTES], end - self._kept)
        return Piece(self._window[self._kept - self._begin : end - self._begin], end - self._kept)

    def between(self, end: int) -> Iterator[Piece]:
        """What stands between two records, if it is more than a comma."""
        piece = self.taken(end)
        if text := piece.text.strip(_BETWEEN):
            yield Piece(text, piece.size if self._cut else len(text))

    def brackets(self) -> Iterator[tuple[bytes, int, bytes, int]]:
        """Brackets outside of texts: each with its depth, what was passed before it, and its end.

        An empty bracket stands at the end of what was read so far.
        """
        place = depth = 0
        deepest = self._deepest
        while True:
            bracket = b""
            for match in _UP_TO_BRACKET.finditer(self._window, place - self._begin):
                bracket = match[1]
                if bracket in _OPENING:
                    if depth <= deepest:
                        yield bracket, depth, match[0], self._begin + match.end()
                    depth += 1
                elif bracket in _CLOSING:
                    depth -= 1
                    if depth <= deepest:
                        yield bracket, depth, match[0], self._begin + match.end()
                else:
                    break
            place = self._begin + match.end()
            if bracket == b'"':
                begin = place - 1
                end = self._end_of_text(place)
                if end is None:
                    self.is_open = True
                    return
                place = end
                if begin >= self._begin:
                    yield b"", depth, self._window[begin - self._begin : end - self._begin], end
                continue
            yield b"", depth, match[0], place
            if not self._read_on(place):
                self.is_open = depth != 0
                return

    def _end_of_text(self, place: int) -> int | None:
        """The end of a text that reaches beyond the window; none where it has none."""
        is_held = self._kept is None and self._cut is None
        if is_held:
            self._kept = place - 1
        end = None
        while end is None:
            match = _IN_TEXT.match(self._window, place - self._begin)
            place = self._begin + (match.end() if match else 0)
            if self._window[place - self._begin : place - self._begin + 1] == b'"':
                end = place + 1
            elif not self._read_on(place):
                break
        if is_held:
            self.keep(None)
        return end

    def _read_on(self, place: int) -> bool:
        """Add a chunk, if there is one; what stands before a place and is not kept goes."""
        if self._kept is not None and self.end - self._kept > self._most:
            begin = self._kept - self._begin
            self._cut = (self._kept, self._window[begin : begin + _CUT_BYTES])
            self._kept = None
        floor = place if self._kept is None else self._kept
        chunk = next(self._chunks, b"")
        self._window = self._window[floor - self._begin :] + chunk
        self._begin = floor
        return bool(chunk)
