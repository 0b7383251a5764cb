"""A writer of tiny OLE compound files ([MS-CFB], version 3), enough to make real .msg files for the tests."""

from __future__ import annotations

import struct

SECTOR, MINI = 512, 64
FREE, END, FATSECT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams below the root. Every stream is stored in whole sectors (padded to 4,096 bytes, so none is a mini stream)."""
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    sectors: list[bytes] = []
    fat: list[int] = []

    def store(data: bytes) -> int:
        start = len(sectors)
        count = max(1, -(-len(data) // SECTOR))
        for number in range(count):
            sectors.append(data[number * SECTOR : (number + 1) * SECTOR].ljust(SECTOR, b"\0"))
            fat.append(start + number + 1 if number + 1 < count else END)
        return start

    mini_fat: list[int] = []
    mini = b""
    entries = []
    for name in names:
        data = streams[name]
        if len(data) < 4096:
            start = len(mini) // MINI if data else END
            count = -(-len(data) // MINI)
            mini_fat += [start + number + 1 if number + 1 < count else END for number in range(count)]
            mini += data.ljust(count * MINI, b"\0")
        else:
            start = store(data)
        entries.append((name, 2, start, len(data)))
    mini_start = store(mini) if mini else END
    table = b"".join(struct.pack("<I", value) for value in mini_fat)
    mini_fat_start = store(table.ljust(-(-len(table) // SECTOR) * SECTOR, b"\xff")) if mini_fat else END
    directory = _entry("Root Entry", 5, mini_start, len(mini), child=1 if entries else FREE)
    for number, (name, kind, start, size) in enumerate(entries, 1):  # a list leaning right is a valid search tree
        directory += _entry(name, kind, start, size, right=number + 1 if number < len(entries) else FREE)
    directory += _entry("", 0, 0, 0) * (-len(directory) // 128 % 4)
    directory_start = store(directory)
    fat_start = len(sectors)
    fat.append(FATSECT)
    packed = b"".join(struct.pack("<I", value) for value in fat).ljust(SECTOR, b"\xff")
    assert len(packed) == SECTOR, "one FAT sector is enough for a test"
    sectors.append(packed)
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory_start, 0, 4096, mini_fat_start, 1 if mini_fat else 0, END, 0)
    )
    header += struct.pack("<I", fat_start) + struct.pack("<I", FREE) * 108
    return header.ljust(SECTOR, b"\0") + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int, *, right: int = FREE, child: int = FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0" if name else b""
    return text.ljust(64, b"\0") + struct.pack("<HBBIII16xIQQIII", len(text), kind, 1, FREE, right, child, 0, 0, 0, start if kind else 0, size, 0)


def msg(texts: dict[int, str], binaries: dict[int, bytes] | None = None) -> bytes:
    """A .msg file with Unicode text properties and binary ones by their MAPI property id."""
    streams: dict[str, bytes] = {}
    rows = b""
    for tag, text in texts.items():
        data = text.encode("utf-16-le")
        streams[f"__substg1.0_{tag:04X}001F"] = data
        rows += struct.pack("<HHIII", 0x001F, tag, 6, len(data) + 2, 0)
    for tag, data in (binaries or {}).items():
        streams[f"__substg1.0_{tag:04X}0102"] = data
        rows += struct.pack("<HHIII", 0x0102, tag, 6, len(data), 0)
    rows += struct.pack("<HHIII", 0x0003, 0x3FDE, 6, 65001, 0)  # the HTML's code page: UTF-8
    rows += struct.pack("<HHIII", 0x0003, 0x340D, 6, 0x00040000, 0)  # texts are Unicode
    streams["__properties_version1.0"] = b"\0" * 32 + rows
    return compound(streams)
