"""Keep a calibration as JSON: numbers and text only, nothing in it is ever run."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any, Final

from trilemma.engine.calibration.boosting import METHOD as BOOSTING
from trilemma.engine.calibration.boosting import BoostingModel
from trilemma.engine.calibration.calibrate import Calibration
from trilemma.engine.calibration.forest import METHOD as FOREST
from trilemma.engine.calibration.forest import ForestModel
from trilemma.engine.calibration.hierarchy import METHOD as HIERARCHY
from trilemma.engine.calibration.hierarchy import HierarchyModel
from trilemma.engine.errors import InputError

FORMAT: Final = "trilemma-calibration"
VERSION: Final = 1
StoredModel = BoostingModel | ForestModel | HierarchyModel
READERS: Final[dict[str, Callable[[dict[str, Any]], StoredModel]]] = {
    BOOSTING: BoostingModel.from_json,
    FOREST: ForestModel.from_json,
    HIERARCHY: HierarchyModel.from_json,
}


def calibration_to_json(calibration: Calibration) -> str:
    """Write a calibration as JSON text that ``calibration_from_json`` reads."""
    model = calibration.model
    if not isinstance(model, StoredModel):
        raise InputError(f"a {type(model).__name__} cannot be kept in a file", "model")
    content = {
        "format": FORMAT,
        "version": VERSION,
        "method": model.method,
        "candidate": calibration.candidate,
        "stretch": calibration.stretch,
        "seed": calibration.seed,
        "group_names": list(calibration.group_names),
        "judged": dict(calibration.judged),
        "model": model.to_json(),
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def calibration_from_json(text: str, place: str = "model") -> Calibration:
    """Read a calibration; ``place`` is what errors call it.

    Raises
    ------
    InputError
        If the text is no calibration, is of a later version, or contradicts itself.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is no JSON: {error}", place) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise InputError("this is no calibration saved by trilemma calibrate --save", place)
    if content.get("version") != VERSION:
        raise InputError(f"the calibration has version {content.get('version')}, known is {VERSION}", place)
    try:
        return _calibration(content)
    except (KeyError, TypeError, ValueError, IndexError, OverflowError, AttributeError) as error:
        raise InputError(f"the calibration is damaged: {error}", place) from error


def _calibration(content: dict[str, Any]) -> Calibration:
    model = READERS[str(content["method"])](content["model"])
    stretch = float(content["stretch"])
    if not math.isfinite(stretch) or stretch <= 0.0:
        raise ValueError("the stretch must be above 0")
    judged = {str(name): float(value) for name, value in content["judged"].items()}
    names = tuple(str(name) for name in content["group_names"])
    return Calibration(str(content["candidate"]), model, stretch, judged, names, int(content["seed"]))
