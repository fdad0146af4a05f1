"""A whole plan carried along in an MS Project XML file, for as long as nobody else writes the file.

The plan stands as compressed plan text in a comment after the document, with a digest of everything before it. Where
the digest no longer fits, another program has changed the file, and the file counts as it is.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import zlib
from typing import Final

from trilemma.engine.api import InputError, Plan, PlanError
from trilemma.files.plan_text import read_plan_text, write_plan_text

LIMIT: Final = 64_000_000
"""The most that a carried plan may be unpacked to. [bytes]"""
_CARRIED: Final = re.compile(rb"<!-- trilemma-plan 1 ([0-9a-f]{64})\n([A-Za-z0-9+/=\n]*)-->\s*\Z")
_MARK: Final = b"<!-- trilemma-plan 1 "


def with_plan(document: bytes, plan: Plan) -> bytes:
    """Return an MS Project XML file that carries a plan along."""
    packed = base64.encodebytes(zlib.compress(write_plan_text(plan).encode(), 9))
    digest = hashlib.sha256(document).hexdigest().encode()
    return document + _MARK + digest + b"\n" + packed + b"-->\n"


def carried_plan(data: bytes, name: str) -> Plan | None:
    """Return the plan that a file carries, None where there is none or the file was changed since."""
    at = data.rfind(_MARK)
    match = None if at < 0 else _CARRIED.match(data, at)
    if match is None or hashlib.sha256(data[:at]).hexdigest().encode() != match[1]:
        return None
    try:
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(base64.b64decode(match[2]), LIMIT)
        return None if unpacking.unconsumed_tail else read_plan_text(text, name)
    except (zlib.error, binascii.Error, InputError, PlanError):
        return None
