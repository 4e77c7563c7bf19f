"""The back office's own scripts, styles and fonts, out of the packages they come in: nobody collects them."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from microdrama.web.pages import not_found

_SERVED = ("admin/", "unfold/")


@require_safe
def office_file(request: HttpRequest, path: str) -> HttpResponse:
    """A file of the admin or of its theme."""
    if not path.startswith(_SERVED) or ".." in path or "\\" in path:
        return not_found(request)
    found = finders.find(path)
    if not isinstance(found, str) or not Path(found).is_file():
        return not_found(request)
    kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
    response = HttpResponse(Path(found).read_bytes(), content_type=kind)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
