"""Writes the JSON Schemas of the contracts beside this file (`make schemas`)."""

import json
from pathlib import Path

from microdrama.domain import attention, documents, findings, framing, plan, screenplay, series, storyboard

for name, kind in {
    "findings": findings.Findings,
    "attention": attention.Attention,
    "framing": framing.FramingFile,
    "plan": plan.Plan,
    "series": series.Series,
    "screenplay": screenplay.Screenplay,
    "storyboard": storyboard.Storyboard,
}.items():
    schema = json.dumps(documents.json_schema(kind), indent=2) + "\n"
    Path(__file__).with_name(f"{name}.json").write_text(schema, "utf-8")
