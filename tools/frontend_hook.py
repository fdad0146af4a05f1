"""The build hook that puts the built front end into the wheel, as the package ``trilemma_assets``."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontendHook(BuildHookInterface):  # type: ignore[misc]  # hatchling is only in the build's own environment
    """Builds outside the source tree: assets inside it would be lost when an installer reuses a cached wheel."""

    PLUGIN_NAME = "frontend"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, and add the result to both kinds of wheel."""
        frontend = frontend_tool(Path(self.root))
        built = frontend.build()
        for kind in ("force_include", "force_include_editable"):
            build_data.setdefault(kind, {})[str(built)] = frontend.PACKAGE


def frontend_tool(root: Path) -> ModuleType:
    """Load tools/frontend.py, which is no part of an installed package."""
    spec = importlib.util.spec_from_file_location("trilemma_frontend_tool", root / "tools" / "frontend.py")
    if spec is None or spec.loader is None:
        msg = "tools/frontend.py is missing beside the build hook"
        raise RuntimeError(msg)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
