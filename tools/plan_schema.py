"""Write docs/plan.schema.json, the JSON Schema of plan text, from the declarations of the reader itself."""

from __future__ import annotations

import json
from pathlib import Path

from trilemma.files.plan_text import plan_text_schema

SCHEMA = Path(__file__).resolve().parent.parent / "docs" / "plan.schema.json"


def text() -> str:
    """Return the schema as it stands in the docs."""
    return json.dumps(plan_text_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(text(), encoding="utf-8")
    print(f"wrote {SCHEMA}")
