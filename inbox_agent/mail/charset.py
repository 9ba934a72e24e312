"""Bytes into text, by the charset that was declared and against it where it plainly lies.

Mail programs name charsets that do not exist, label Windows-1252 as ISO-8859-1, UTF-8 as US-ASCII and
anything as UTF-8. Three observations settle nearly all of it. Text with letters above ASCII that is valid
UTF-8 *is* UTF-8, since no single-byte text in a living language passes that test by chance. A Windows
codepage contains the ISO charset that it is mistaken for. And the names are a closed list: what is not in
Python's table of aliases or ours is unknown, and never reaches the codec machinery, which would import a
module of that name.
"""

from __future__ import annotations

import re
from encodings.aliases import aliases
from functools import lru_cache

#: What is written in mails and missing from Python's table, and the supersets that are really meant.
_MEANT = {
    "ansi": "cp1252", "ansi_x3_4_1968": "cp1252", "ascii": "cp1252", "us_ascii": "cp1252", "iso_8859_1": "cp1252",
    "iso8859_1": "cp1252", "latin1": "cp1252", "latin_1": "cp1252", "windows_1252": "cp1252", "l1": "cp1252",
    "iso_8859_9": "cp1254", "iso_8859_11": "cp874", "tis_620": "cp874", "windows_874": "cp874",
    "iso_8859_8_i": "iso8859_8", "iso_8859_8_e": "iso8859_8", "macintosh": "mac_roman", "x_mac_roman": "mac_roman",
    "gb2312": "gb18030", "gbk": "gb18030", "x_gbk": "gb18030", "euc_kr": "cp949", "ks_c_5601_1987": "cp949",
    "shift_jis": "cp932", "x_sjis": "cp932", "sjis": "cp932", "iso_2022_jp": "iso2022_jp_ext", "big5": "big5hkscs",
    "utf8mb4": "utf_8", "utf8": "utf_8", "utf_8": "utf_8", "x_utf_8": "utf_8", "unicode_1_1_utf_8": "utf_8",
    "unicode_1_1_utf_7": "utf_7", "utf_8_sig": "utf_8",
}  # fmt: skip
#: Codecs that are no charsets of mail; `punycode` takes quadratic time as well.
_NEVER = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "hex_codec",
          "base64_codec", "bz2_codec", "quopri_codec", "rot_13", "uu_codec", "zlib_codec"}  # fmt: skip
_PYTHON = frozenset(aliases.values()) - _NEVER
_EAST_ASIAN = (
    "gb18030",
    "hz",
    "big5hkscs",
    "euc_jp",
    "euc_jis",
    "cp932",
    "cp949",
    "cp950",
    "johab",
    "iso2022",
    "shift_jis",
)
_SEVEN_BIT = (
    "iso2022",
    "utf_7",
    "hz",
    "utf_16",
    "utf_32",
    "cp037",
    "cp500",
    "cp1026",
    "cp1140",
    "cp273",
    "cp424",
    "cp864",
)
_NAME_INSIDE = re.compile(
    r"utf-?8|iso-?8859-?\d{1,2}|windows-?125\d|koi8-?[ru]|us-ascii|gb2312|iso-2022-jp", re.IGNORECASE
)
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
_UTF8_PAIR = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)


@lru_cache(maxsize=256)
def codec_of(name: str) -> str:
    """The Python codec that is meant by a charset name, "" where nobody knows."""
    plain = _NOT_IN_A_NAME.sub("_", name[:100].lower()).strip("_")
    codec = _MEANT.get(plain) or aliases.get(plain) or plain
    if codec in _PYTHON or codec in _MEANT.values():
        return _MEANT.get(codec, codec)
    inside = _NAME_INSIDE.search(name[:100])
    return codec_of(inside.group()) if inside and inside.group() != name else ""


def to_text(data: bytes, declared: str = "") -> str:
    """Decode as declared, or as what it plainly is; never raises, at worst with U+FFFD in it."""
    codec = codec_of(declared) if declared else ""
    if codec.startswith(_SEVEN_BIT):
        return _stateful(data, codec)
    if data.isascii():
        return data.decode("ascii") if b"\x1b$" not in data else _stateful(data, "iso2022_jp_ext")
    if codec.startswith(_EAST_ASIAN):
        return _strict(data, codec) or _strict(data, "utf_8") or data.decode(codec, "replace")
    return _strict(data, "utf_8") or _single_byte(data, codec)


def _single_byte(data: bytes, codec: str) -> str:
    """Not valid UTF-8: the declared codepage, or damaged UTF-8, or the codepage of the West."""
    if codec not in {"", "utf_8"}:
        return data.decode(codec, "replace")
    damaged = data.decode("utf_8", "replace")
    if len(_UTF8_PAIR.findall(data)) > 2 * damaged.count("\ufffd"):
        return damaged
    return data.decode("cp1252", "replace")


def _stateful(data: bytes, codec: str) -> str:
    """Charsets in which ASCII bytes are not ASCII letters; a label on plain text is a lie."""
    if codec.startswith(("utf_16", "utf_32")) and b"\0" not in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return to_text(data)
    return _strict(data, codec) or _strict(data, "utf_8") or data.decode(codec, "replace")


def _strict(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeError:
        return ""


def meta_charset(html: bytes) -> str:
    """The charset that an HTML document names in its own head (WHATWG HTML 13.2.3.2), "" where it names none."""
    found = _META.search(html[:2048])
    return found.group(1).decode("ascii") if found else ""
