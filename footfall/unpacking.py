"""What packed files hold, as far as it can be unpacked."""

from __future__ import annotations

import codecs
import io
import os
import zlib
from typing import Any, BinaryIO, Literal

import pyarrow as pa

Packing = Literal["", "gzip", "zstd"]
_MAGIC: dict[bytes, Packing] = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
# how names of packed files end
PACKED_SUFFIXES = {".gz", ".zst", ".zstd"}
# of zlib: with the header and the checksum of gzip
_GZIP = 31
_PACKED_BYTES = 1 << 17
# what is unpacked of zstd at once: so much is lost before damage
_ZSTD_BYTES = 1 << 14
_UNPACKS_NO_FURTHER = "it cannot be unpacked any further"


def packing_of(head: bytes) -> Packing:
    """How a file is packed, by its first bytes."""
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), "")


class Content(io.RawIOBase):
    """What a file holds, unpacked where it is packed. It ends where the file is damaged.

    damage: what is wrong there, else empty.
    """

    def __init__(self, raw: BinaryIO, packing: Packing) -> None:
        self.damage = ""
        self._raw = raw
        self._packing = packing
        self._rewind()

    def _rewind(self) -> None:
        self._raw.seek(0)
        self.damage = ""
        self._position = 0
        self._inflater = zlib.decompressobj(_GZIP)
        self._packed = b""
        self._rescued = b""
        if self._packing == "zstd":
            self._stream = pa.CompressedInputStream(pa.PythonFile(_Lent(self._raw), "r"), "zstd")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence != os.SEEK_SET:
            raise io.UnsupportedOperation("only from the beginning")
        if not self._packing:
            self._raw.seek(offset)
            self._position = offset
            return offset
        if offset < self._position:
            self._rewind()
        while self._position < offset and self._read(min(offset - self._position, 1 << 20)):
            pass
        return self._position

    def readinto(self, buffer: Any) -> int:
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _read(self, size: int) -> bytes:
        try:
            if self._packing == "gzip":
                data = self._unpack_gzip(size)
            elif self._packing == "zstd":
                data = self._unpack_zstd(size)
            else:
                data = self._raw.read(size)
        except OSError as error:
            self.damage = f"cannot be read to its end: {error.strerror}"
            data = b""
        self._position += len(data)
        return data

    def _unpack_zstd(self, size: int) -> bytes:
        if self.damage:
            return b""
        try:
            return bytes(self._stream.read(min(size, _ZSTD_BYTES)))
        except (OSError, pa.ArrowException) as error:
            told = "it ends too early" if "Truncated" in str(error) else _UNPACKS_NO_FURTHER
            self.damage = f"is damaged: {told}"
            return b""

    def _unpack_gzip(self, size: int) -> bytes:
        while not self.damage:
            packed = self._packed or self._raw.read(_PACKED_BYTES)
            self._packed = b""
            if self._inflater.eof:
                # another archive may follow; zeros fill up the last block of a tape
                if not packed:
                    return b""
                packed = packed.lstrip(b"\0")
                if not packed:
                    continue
                self._inflater = zlib.decompressobj(_GZIP)
            before = self._inflater.copy()
            try:
                data = self._inflater.decompress(packed, size)
            except zlib.error as error:
                self._rescued = _rescued(before, packed)
                self.damage = f"is damaged: {_damage(error)}"
                break
            self._packed = self._inflater.unconsumed_tail or self._inflater.unused_data
            if data:
                return data
            if not packed:
                self.damage = "is damaged: it ends too early"
        data, self._rescued = self._rescued[:size], self._rescued[size:]
        return data


class _Lent(io.RawIOBase):
    """A file that stays open when Arrow closes what it was lent."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class Recoded(io.RawIOBase):
    """A text of another encoding as UTF-8. It ends where the text is not in that encoding.

    damage: what is wrong there, else empty.
    """

    def __init__(self, content: BinaryIO, encoding: str) -> None:
        self.damage = ""
        self._content = content
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._ready = b""
        self._position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready and not self.damage:
            data = self._content.read(_PACKED_BYTES)
            state = self._decoder.getstate()
            try:
                self._ready = self._decoder.decode(data, final=not data).encode()
            except UnicodeDecodeError as error:
                # what the read before had of a character stands in front
                good = max(error.start - len(error.object) + len(data), 0)
                self._decoder.setstate(state)
                self._ready = self._decoder.decode(data[:good]).encode()
                self.damage = (
                    f"is not in {self._encoding} from byte {self._position + good + 1:,} on:"
                    " say another --encoding"
                )
            self._position += len(data)
            if not data:
                break
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size


def _rescued(inflater: Any, packed: bytes) -> bytes:
    """What can be unpacked up to the byte that is wrong."""
    unpacked = []
    try:
        for position in range(len(packed)):
            unpacked.append(inflater.decompress(packed[position : position + 1]))
    except zlib.error:
        pass
    return b"".join(unpacked)


def _damage(error: zlib.error) -> str:
    told = str(error)
    if "data check" in told or "length check" in told:
        return "its checksum does not match its content"
    if "header check" in told:
        return "something else follows the end of the archive"
    return _UNPACKS_NO_FURTHER
