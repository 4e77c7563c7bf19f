"""The protocol of OpenAI's images and speech, as a shop on this machine speaks it."""

from __future__ import annotations

import base64

from providers.local_server import Answer, Asked, Shop, said


def openai(shop: Shop, asked: Asked) -> Answer | None:  # noqa: PLR0911 (a table of answers)
    """Honours idempotency keys where `shop.repeats` is set, as some compatible servers do."""
    if not asked.path.startswith("/openai/v1/"):
        return None
    if not asked.headers.get("authorization", "").startswith("Bearer "):
        return said({"error": {"message": "no key", "type": "invalid_request_error"}}, 401)
    what = asked.path.removeprefix("/openai/v1/")
    key = asked.headers.get("idempotency-key", "")
    known = [job for job in shop.jobs.values() if job.label == key] if shop.repeats else []
    if what == "images/generations":
        _ = known or shop.sell(asked.body, key)
        return said({"created": 1, "data": [{"b64_json": base64.b64encode(shop.made("png")).decode()}]})
    if what == "images/edits":
        assert asked.content.count(b'name="image[]"') >= 1
        _ = known or shop.sell(asked.content.count(b"image[]"), key)
        return said({"created": 1, "data": [{"url": shop.file("png")}]})
    if what == "audio/speech":
        _ = known or shop.sell(asked.body, key)
        return Answer(200, shop.made("wav"), kind="audio/wav")
    if what == "chat/completions":
        shop.sell(asked.body)
        message = {"role": "assistant", "content": shop.text}
        return said({"choices": [{"message": message, "finish_reason": "stop"}]})
    return None
