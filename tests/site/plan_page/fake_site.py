"""A site with nothing but one plan, served from memory beside the front end's own files."""

from __future__ import annotations

import json
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from tests.site.plan_page.fake_plan import FakePlan
from tests.site.plan_page.fake_time import DAY, instant, wall

FRONTEND = Path(__file__).resolve().parents[3] / "frontend"
URLS = {
    "plan": "/plan.json",
    "edits": "/edits",
    "preview": "/preview",
    "undo": "/undo",
    "redo": "/redo",
    "changes": "/changes",
    "load": "/load",
    "row": "/rows/{row}/details",
    "why": "/rows/{row}/why",
    "modes": "/rows/{row}/modes",
    "views": "/views",
    "proposal_adopt": "/adopt",
    "proposal_discard": "/discard",
}
POLICY = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' blob: data:; object-src 'none'"


def page(language: str, theme: str, locale: str) -> str:
    """Return the page around the element, as the site's template gives it."""
    return f"""<!doctype html>
<html lang="{language}" data-theme="{theme}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="csrf-token" content="token">
<title>Plan</title><link rel="stylesheet" href="/static/tests/plan/page.css">
<script type="module" src="/static/plan/plan_page.js"></script></head>
<body data-icons="/icons.svg"><main><h1 class="unseen">Website relaunch</h1><plan-page src="/plan.json?locale={locale}"></plan-page></main></body></html>"""


class FakeSite(BaseHTTPRequestHandler):
    """Answers from ``plan``; keeps what was asked in ``asked``."""

    plan: ClassVar[FakePlan]
    asked: ClassVar[list[tuple[str, dict[str, Any]]]]
    views: ClassVar[list[dict[str, Any]]]
    icons: ClassVar[str] = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Files, the page, and what the page asks for."""
        path, query = self._address()
        if path.startswith("/static/"):
            self._file(FRONTEND / path.removeprefix("/static/"))
        elif path == "/":
            self._send(
                200,
                page(query.get("lang", "en"), query.get("theme", "system"), query.get("locale", "en-GB")),
                "text/html; charset=utf-8",
            )
        elif path == "/icons.svg":
            self._send(200, self.icons, "image/svg+xml")
        elif path == "/plan.json":
            self._json(
                200, self.plan.data(urls=URLS, proposal=query.get("proposal"), locale=query.get("locale", "en-GB"))
            )
        elif path == "/changes":
            self._json(200, self.plan.changes(int(query["since"])))
        elif path == "/load":
            self._json(200, self._load(query["team"], query["step"]))
        elif path == "/views":
            self._json(200, {"views": self.views})
        elif path.startswith("/rows/"):
            row = self.plan.find(path.split("/")[2])
            text = f"<h3>{path.split('/')[3].capitalize()}</h3><p>{row['name']} starts when what it waits for is finished.</p>"
            self._send(200, text, "text/html; charset=utf-8")
        else:
            self._json(404, {"error": {"message": "There is no such page."}})

    def do_POST(self) -> None:
        """Edits, previews, steps, views."""
        path, _ = self._address()
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["X-CSRFToken"] != "token":
            self._json(403, {"error": {"message": "The form is too old; load the page again."}})
            return
        self.asked.append((path, body))
        if path == "/edits":
            self._json(*self.plan.edit(body))
        elif path == "/preview":
            self._json(*self.plan.preview(body))
        elif path == "/adopt":
            self._json(*self.plan.adopt())
        elif path == "/discard":
            self._json(200, {"revision": self.plan.revision})
        elif path in {"/undo", "/redo"}:
            self._json(*self.plan.step(path[1:]))
        else:
            self.views.append({"id": str(len(self.views) + 1), "mine": True, **body})
            self._json(200, {"views": self.views})

    def do_DELETE(self) -> None:
        """Take a saved view away."""
        _, query = self._address()
        self.views[:] = [view for view in self.views if view["id"] != query["id"]]
        self._json(200, {})

    def _address(self) -> tuple[str, dict[str, str]]:
        address = urlsplit(self.path)
        return address.path, {name: values[0] for name, values in parse_qs(address.query).items()}

    def _load(self, team: str, step: str) -> dict[str, Any]:
        length = DAY if step == "day" else 7 * DAY
        first, last = wall("2027-01-11"), max(row["finish"] for row in self.plan.rows if row["finish"])
        at = list(range(first, last + length, length))
        load = [0.0] * (len(at) - 1)
        for row in self.plan.rows:
            if row["summary"] or team not in row["people"]["who"]:
                continue
            for k, start in enumerate(at[:-1]):
                overlap = self.plan.work.count(min(row["finish"], start + length)) - self.plan.work.count(
                    max(row["start"], start)
                )
                load[k] += max(overlap, 0) / 60
        capacity = [(self.plan.work.count(b) - self.plan.work.count(a)) / 60 for a, b in pairwise(at)]
        return {"team": team, "step": step, "at": [instant(one) for one in at], "capacity": capacity, "load": load}

    def _file(self, path: Path) -> None:
        if not path.is_file():
            self._json(404, {"error": {"message": "no such file"}})
            return
        kind = "text/javascript" if path.suffix == ".js" else mimetypes.guess_type(path.name)[0] or "text/plain"
        self._send(200, path.read_text(encoding="utf-8"), f"{kind}; charset=utf-8")

    def _json(self, status: int, content: dict[str, Any]) -> None:
        self._send(status, json.dumps(content, separators=(",", ":")), "application/json")

    def _send(self, status: int, text: str, kind: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the library gives
        """Say nothing."""


@contextmanager
def serving(plan: FakePlan, port: int = 0) -> Iterator[tuple[str, type[FakeSite]]]:
    """Return the address of a site with this plan, and the class that keeps what was asked."""
    site = type("Site", (FakeSite,), {"plan": plan, "asked": [], "views": []})
    server = ThreadingHTTPServer(("127.0.0.1", port), site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
