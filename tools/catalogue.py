"""Catalogues of translated texts: .po files, which people write, and .mo files, which the program reads."""

from __future__ import annotations

import json
import re
import struct
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

_HEAD: Final = (
    "Project-Id-Version: Trilemma\n"
    "Language: {language}\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)
_LINE: Final = re.compile(r'^(?:(?P<word>msg\w+)(?:\[(?P<number>\d)\])? )?(?P<text>".*")$')
_PLACEHOLDER: Final = re.compile(r"%\(\w+\)[a-z]|%[sd]|%%|\{\w+(?:![rsa])?(?::[^{}]*)?\}")
_MAGIC: Final = 0x950412DE
_HEADER_BYTES: Final = 28

Key = tuple[str, str]  # context ("" for none) and text


@dataclass(frozen=True)
class Text:
    """A text of the sources with its translations: one, or two where it counts something."""

    text: str
    context: str = ""
    plural: str = ""
    places: tuple[str, ...] = ()
    translations: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """Return what the program looks it up by."""
        return self.context, self.text

    @property
    def translated(self) -> bool:
        """Whether every form has a translation."""
        return len(self.translations) == (2 if self.plural else 1) and all(self.translations)


@dataclass
class _Entry:
    places: list[str] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)
    last: str = ""

    def text(self) -> Text:
        forms = [self.parts[name] for name in ("msgstr", "msgstr0", "msgstr1") if name in self.parts]
        return Text(
            self.parts["msgid"],
            self.parts.get("msgctxt", ""),
            self.parts.get("msgid_plural", ""),
            tuple(self.places),
            tuple(forms) if any(forms) else (),
        )


def read(path: Path) -> dict[Key, Text]:
    """Read a .po file; a missing one is empty."""
    if not path.exists():
        return {}
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    texts = [_entry(block, path).text() for block in blocks if block.strip()]
    return {text.key: text for text in texts if text.text}


def _entry(block: str, path: Path) -> _Entry:
    entry = _Entry()
    for line in block.strip().splitlines():
        if line.startswith("#"):
            entry.places += line.removeprefix("#:").split() if line.startswith("#:") else []
            continue
        found = _LINE.match(line)
        if found is None:
            msg = f"{path}: neither a comment nor a text: {line}"
            raise ValueError(msg)
        if found["word"]:
            entry.last = found["word"] + (found["number"] or "")
        entry.parts[entry.last] = entry.parts.get(entry.last, "") + json.loads(found["text"])
    return entry


def merged(texts: dict[Key, Text], known: dict[Key, Text]) -> dict[Key, Text]:
    """Return today's texts with the translations that are known."""

    def translations(text: Text) -> tuple[str, ...]:
        old = known.get(text.key)
        return old.translations if old and bool(old.plural) == bool(text.plural) else ()

    return {key: replace(text, translations=translations(text)) for key, text in texts.items()}


def written(texts: dict[Key, Text], language: str) -> str:
    """Return the .po file of the texts, in the order of the places where they first occur."""
    ordered = sorted(texts.values(), key=lambda text: (text.places[:1], text.key))
    head = f'msgid ""\nmsgstr {_quoted(_HEAD.format(language=language))}\n'
    return "\n".join([head, *(_block(text) for text in ordered)])


def _block(text: Text) -> str:
    lines = [f"#: {place}" for place in text.places]
    if text.context:
        lines.append(f"msgctxt {_quoted(text.context)}")
    lines.append(f"msgid {_quoted(text.text)}")
    if text.plural:
        one, many = text.translations or ("", "")
        lines += [f"msgid_plural {_quoted(text.plural)}", f"msgstr[0] {_quoted(one)}", f"msgstr[1] {_quoted(many)}"]
    else:
        lines.append(f"msgstr {_quoted(text.translations[0] if text.translations else '')}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def compiled(texts: dict[Key, Text], language: str) -> bytes:
    """Return the .mo file of the texts that have a translation; the same texts give the same bytes."""
    pairs = {b"": _HEAD.format(language=language).encode()}
    for text in texts.values():
        if text.translated:
            pairs[_mo_key(text)] = "\0".join(text.translations).encode()
    ordered = sorted(pairs.items())
    return _table(ordered)


def _mo_key(text: Text) -> bytes:
    name = f"{text.context}\x04{text.text}" if text.context else text.text
    return (f"{name}\0{text.plural}" if text.plural else name).encode()


def _table(pairs: list[tuple[bytes, bytes]]) -> bytes:
    count = len(pairs)
    keys_at, values_at = _HEADER_BYTES, _HEADER_BYTES + 8 * count
    place = _HEADER_BYTES + 16 * count
    index, body = [b"", b""], b""
    for side in (0, 1):
        for pair in pairs:
            index[side] += struct.pack("<II", len(pair[side]), place + len(body))
            body += pair[side] + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, count, keys_at, values_at, 0, _HEADER_BYTES + 16 * count)
    return head + index[0] + index[1] + body


def faults(text: Text) -> list[str]:
    """Return what is wrong with the translations of a text: one is missing, or its placeholders differ."""
    if not text.translated:
        return [f"not translated: {text.text!r} ({', '.join(text.places)})"]
    allowed = {frozenset(_placeholders(form)) for form in (text.text, text.plural) if form}
    return [
        f"other placeholders than in {text.text!r}: {form!r}"
        for form in text.translations
        if frozenset(_placeholders(form)) not in allowed
    ]


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text)) - {"%%"}
