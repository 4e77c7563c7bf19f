"""The JSON API that the viewer is built on; its description is at /api/v1/openapi.json.

Each module beside this one has a `router`; what they have in common is in `problems` and `answers`.
"""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema

from microdrama.web.api import accounts, catalogue, log_ins, payments, playback, statements, wallet
from microdrama.web.api.problems import CONTENT_TYPE, Problem, handle_problems

ROUTERS: tuple[Router, ...] = (
    accounts.router,
    catalogue.router,
    log_ins.router,
    payments.router,
    playback.router,
    statements.router,
    wallet.router,
)

_PROBLEM = {"$ref": "#/components/schemas/Problem"}


class ProblemApi(NinjaAPI):
    """An API that says in its description, too, that every endpoint may answer with a problem document."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description, with Ninja's own view of errors replaced by ours."""
        described = super().get_openapi_schema(**options)
        schemas = described["components"].setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema()
        for methods in described["paths"].values():
            for operation in methods.values():
                operation["responses"]["default"] = {
                    "description": "What went wrong",
                    "content": {CONTENT_TYPE: {"schema": _PROBLEM}},
                }
        return described


# no docs page: it would load scripts from elsewhere, which our own rules forbid
api = ProblemApi(title="microdrama", version="1", docs_url=None)
handle_problems(api)
for _router in ROUTERS:
    api.add_router("", _router)
