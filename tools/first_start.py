"""Start the product as the README says, on an empty folder; sign in, look at the first page, and stop it again.

``python tools/first_start.py COMMAND`` fails where the product does not answer, or does not stop when asked.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, Final

CHECKOUT: Final = Path(__file__).resolve().parent.parent
INSTALLING_SECONDS: Final = 900
STOPPING_SECONDS: Final = 40


def main(arguments: list[str]) -> int:
    """Run the command, look at what it started, and stop it."""
    if len(arguments) != 1:
        sys.exit("give the command as one argument")
    with tempfile.TemporaryDirectory(prefix="trilemma-first-start-") as folder:
        command = [*shlex.split(arguments[0]), "--port", "0", "--data", folder, "--json"]
        program = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, start_new_session=True)
        try:
            began = time.monotonic()
            told = said(program)
            print(f"ready {time.monotonic() - began:.1f} s after the command, installation included")
            look(told)
            os.killpg(program.pid, signal.SIGINT)
            program.wait(timeout=STOPPING_SECONDS)
        finally:
            if program.poll() is None:
                os.killpg(program.pid, signal.SIGKILL)
                program.wait()
    print("stopped cleanly")
    return 0


def said(program: subprocess.Popen[str]) -> dict[str, Any]:
    """Return what the program prints once it is ready: one JSON object."""
    assert program.stdout is not None  # noqa: S101 - it is a pipe
    text = ""
    until = time.monotonic() + INSTALLING_SECONDS
    while time.monotonic() < until:
        line = program.stdout.readline()
        if not line:
            break
        text += line if text or line.startswith("{") else ""
        try:
            found: dict[str, Any] = json.loads(text)
        except ValueError:
            continue
        return found
    sys.exit("the product ended or was not ready in time")


def look(told: dict[str, Any]) -> None:
    """Ask whether the product is ready, sign in by its link, and read the first page."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    for _attempt in range(60):
        try:
            with browser.open(f"{told['address']}/readyz", timeout=10) as answer:
                print("ready:", answer.read().decode())
                break
        except OSError:
            time.sleep(0.5)
    else:
        sys.exit("the product says that it is not ready")
    with browser.open(told["login"], timeout=30) as answer:
        page = answer.read().decode()
    if "Portfolio" not in page or "Website relaunch" not in page:
        sys.exit("the first page does not show the sample's projects")
    print("signed in; the first page shows the sample's projects")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
