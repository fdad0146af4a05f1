"""Formats that the MPXJ library reads: MPP, XER, PMXML, MPX, Planner, GanttProject, through MS Project XML.

MPXJ is a Java program. It runs as a child process with limits on time and memory, on a copy of the file in a folder of
its own, and is given nothing but that file; what it writes is read like any other MS Project XML.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from trilemma.engine.api import InputError
from trilemma.files.imported import Imported
from trilemma.files.limits import require_size
from trilemma.files.mspdi import read_mspdi

SUFFIXES: Final = (".mpp", ".mpt", ".mpx", ".xer", ".pmxml", ".planner", ".gan")
LIMIT: Final = 64_000_000
SECONDS: Final = 60.0
MEMORY: Final = "-Xmx768m"
CONVERTER: Final = "org.mpxj.sample.MpxjConvert"


def read_with_mpxj(data: bytes, name: str, *, time_zone: str = "UTC", seconds: float = SECONDS) -> Imported:
    """Read a plan from a format that MPXJ knows, told by the suffix of ``name``.

    Parameters
    ----------
    data
        The file.
    name
        What errors call it; its suffix is one of ``SUFFIXES``, or ``.xml`` for Primavera's XML.
    time_zone
        The IANA zone of the file's wall-clock times.
    seconds
        How long the conversion may take.

    Raises
    ------
    InputError
        If Java or MPXJ is missing, or the file cannot be read within the limits.
    """
    require_size(data, name, LIMIT)
    java, jars = _java(name), _jars(name)
    ending = Path(name).suffix.lower()
    suffix = ending if ending in SUFFIXES and ending != ".pmxml" else ".xml"
    with tempfile.TemporaryDirectory(prefix="trilemma-") as folder:
        source, target = Path(folder) / f"plan{suffix}", Path(folder) / "converted.xml"
        source.write_bytes(data)
        _convert(java, jars, source, target, name, seconds)
        converted = target.read_bytes()
    return read_mspdi(converted, name, time_zone=time_zone)


def _convert(java: str, jars: Path, source: Path, target: Path, name: str, seconds: float) -> None:
    command = [java, MEMORY, "-Djava.awt.headless=true", "-cp", f"{jars}{os.sep}*", CONVERTER, str(source), str(target)]
    try:
        done = subprocess.run(  # noqa: S603 - the program and its arguments are ours
            command, capture_output=True, timeout=seconds, check=False, cwd=source.parent, env=_environment()
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(f"reading it took more than {seconds:g} seconds and was stopped", name) from error
    if done.returncode or not target.exists():
        raise InputError(f"MPXJ cannot read it: {_reason(done.stderr + done.stdout)}", name)


def _reason(output: bytes) -> str:
    """Return what a failed conversion says, its first exception without its class."""
    lines = output.decode("utf-8", "replace").splitlines()
    told = [line for line in lines if "Exception" in line or ("Error" in line and "Log4j" not in line)]
    if any("OutOfMemory" in line for line in told):
        return "it needs more memory than is allowed"
    if not told:
        return "it is no file of the kind that its name says"
    return told[0].rpartition("Exception: ")[2].strip()[:200] or "it is damaged"


def _environment() -> Mapping[str, str]:
    """Return what the child process may know of the environment: where programs are, and no secrets."""
    return {key: value for key, value in os.environ.items() if key in {"PATH", "SYSTEMROOT", "LANG", "TMPDIR", "TEMP"}}


def _java(name: str) -> str:
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}{os.sep}bin") if home else None
    java = java or shutil.which("java")
    if java is None:
        message = "reading this format needs Java 17 or newer, which is not installed; save the file as MS Project XML"
        raise InputError(message, name)
    return java


def _jars(name: str) -> Path:
    spec = importlib.util.find_spec("mpxj")
    found = spec.submodule_search_locations if spec else None
    if not found:
        message = "reading this format needs the extra `trilemma[mpxj]`; install it, or save the file as MS Project XML"
        raise InputError(message, name)
    return Path(next(iter(found))) / "lib"
