"""The protocols of services that take jobs, as a shop on this machine speaks them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from typing import Any

from providers.local_server import Answer, Asked, Job, Shop, said

SECRET = "the secret of the tests"  # noqa: S105 (no secret)

_PAGE = 5


def _moment(job: Job) -> str:
    return datetime.fromtimestamp(job.made_at, UTC).isoformat()


def _kind(body: dict[str, Any]) -> str:
    return "mp4" if "duration" in body else "png"


def fal(shop: Shop, asked: Asked) -> Answer | None:  # noqa: C901, PLR0911 (a table of answers)
    if asked.path == "/falapi/models/requests/by-endpoint":
        listed = [
            {"request_id": job.number, "endpoint_id": job.label, "sent_at": _moment(job), "json_input": job.inputs}
            for job in shop.jobs.values()
            if asked.query["endpoint_id"] == [job.label] and asked.query["expand"] == ["payloads"]
        ]
        return said({"items": listed, "has_more": False, "next_cursor": None})
    if not asked.path.startswith("/fal/"):
        return None
    if not asked.headers.get("authorization", "").startswith("Key "):
        return said({"detail": "Authentication is required"}, 401)
    path = asked.path.removeprefix("/fal/")
    if asked.method == "POST":
        job = shop.sell(asked.body, path)
        return said({"request_id": job.number, "status_url": "unused", "response_url": "unused", "queue_position": 0})
    app, _, rest = path.partition("/requests/")
    assert app.count("/") == 1, "status and result lie under the first two parts of a model's name"
    job = shop.look(rest.removesuffix("/status")) if rest.endswith("/status") else shop.jobs.get(rest)
    if job is None:
        return said({"detail": "not found"}, 404)
    if rest.endswith("/status"):
        if job.looks_left >= 0:
            return said({"status": "IN_QUEUE", "queue_position": job.looks_left})
        broke = {"error": "the runner died", "error_type": "runner_disconnected"} if job.outcome == "failed" else {}
        return said({"status": "COMPLETED", **broke})
    if job.outcome == "billed":
        return said({"detail": [{"msg": "too daring", "type": "content_policy_violation"}]}, 422)
    if _kind(job.inputs) == "mp4":
        return said({"video": {"url": shop.file("mp4"), "content_type": "video/mp4"}, "seed": 1})
    return said({"images": [{"url": shop.file("png"), "width": 1, "height": 1}], "seed": 1})


def replicate(shop: Shop, asked: Asked) -> Answer | None:  # noqa: PLR0911 (a table of answers)
    if not asked.path.startswith("/replicate/"):
        return None
    path = asked.path.removeprefix("/replicate/")
    if asked.method == "POST":
        model = path.removeprefix("models/").removesuffix("/predictions")
        job = shop.sell(asked.body["input"], model)
        return said({"id": job.number, "status": "starting", "input": job.inputs}, 201)
    if path == "predictions":
        newest = sorted(shop.jobs.values(), key=lambda job: -job.made_at)
        at = int(asked.query.get("cursor", ["0"])[0])
        page = [
            {
                "id": job.number,
                "model": job.label,
                "created_at": _moment(job),
                "input": job.inputs,
                "status": "starting",
            }
            for job in newest[at : at + _PAGE]
        ]
        more = f"{shop.address}/replicate/predictions?cursor={at + _PAGE}" if at + _PAGE < len(newest) else None
        return said({"results": page, "next": more, "previous": None})
    job = shop.look(path.removeprefix("predictions/"))
    if job is None:
        return said({"detail": "The requested resource could not be found."}, 404)
    if job.looks_left >= 0:
        return said({"id": job.number, "status": "processing", "output": None})
    if job.outcome != "made":
        ran = {"predict_time": 3.1} if job.outcome == "billed" else {}
        return said({"id": job.number, "status": "failed", "error": "too daring", "metrics": ran})
    url = shop.file(_kind(job.inputs))
    output = url if _kind(job.inputs) == "mp4" else [url]
    return said({"id": job.number, "status": "succeeded", "output": output, "metrics": {"predict_time": 3.1}})


def ark(shop: Shop, asked: Asked) -> Answer | None:  # noqa: PLR0911 (a table of answers)
    tasks = "/ark/contents/generations/tasks"
    if not asked.path.startswith(tasks):
        return None
    if asked.method == "POST":
        assert asked.body["content"][0]["type"] == "text"
        return said({"id": shop.sell(asked.body, str(asked.body["seed"])).number})
    if asked.path == tasks:
        page, size = int(asked.query["page_num"][0]), int(asked.query["page_size"][0])
        listed = [
            {"id": job.number, "model": job.inputs["model"], "seed": int(job.label), "created_at": int(job.made_at)}
            for job in shop.jobs.values()
            if asked.query["filter.model"] == [job.inputs["model"]]
        ]
        return said({"total": len(listed), "items": listed[(page - 1) * size : page * size]})
    job = shop.look(asked.path.removeprefix(tasks + "/"))
    if job is None:
        return said({"error": {"code": "ResourceNotFound", "message": "no such task"}}, 404)
    if job.looks_left >= 0:
        return said({"id": job.number, "status": "running"})
    if job.outcome != "made":
        return said({"id": job.number, "status": "failed", "error": {"code": "Sensitive", "message": "too daring"}})
    usage = {"completion_tokens": 1728, "total_tokens": 1728}
    return said({"id": job.number, "status": "succeeded", "content": {"video_url": shop.file("mp4")}, "usage": usage})


def dashscope(shop: Shop, asked: Asked) -> Answer | None:  # noqa: C901, PLR0911 (a table of answers)
    if not asked.path.startswith("/dashscope/"):
        return None
    path = asked.path.removeprefix("/dashscope")
    if asked.method == "POST":
        assert path == "/services/aigc/video-generation/video-synthesis"
        if asked.headers.get("x-dashscope-async") != "enable":
            return said(
                {"code": "AccessDenied", "message": "current user api does not support synchronous calls."}, 403
            )
        job = shop.sell(asked.body)
        return said({"output": {"task_status": "PENDING", "task_id": job.number}, "request_id": "r"})
    if path == "/tasks/":
        listed = [
            {"task_id": job.number, "model_name": job.inputs["model"], "gmt_create": int(job.made_at * 1000)}
            for job in shop.jobs.values()
            if asked.query["model_name"] == [job.inputs["model"]]
        ]
        return said({"data": listed, "total": len(listed), "page_no": 1, "page_size": 100, "request_id": "r"})
    job = shop.look(path.removeprefix("/tasks/"))
    if job is None:
        return said({"output": {"task_id": path, "task_status": "UNKNOWN"}, "request_id": "r"})
    if job.looks_left >= 0:
        return said({"output": {"task_id": job.number, "task_status": "RUNNING"}})
    if job.outcome != "made":
        failed = {
            "task_id": job.number,
            "task_status": "FAILED",
            "code": "DataInspectionFailed",
            "message": "too daring",
        }
        return said({"output": failed})
    output = {"task_id": job.number, "task_status": "SUCCEEDED", "video_url": shop.file("mp4")}
    if not shop.secretive:
        output["orig_prompt"] = job.inputs["input"]["prompt"]
    return said({"output": output, "usage": {"video_duration": 2, "video_count": 1}})


def _signed(header: str) -> bool:
    """Whether a web token is what RFC 7519 says, by our own reading of it."""
    head, claims, seal = header.removeprefix("Bearer ").split(".")
    expected = hmac.new(SECRET.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    told = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    fresh = told["nbf"] <= time.time() < told["exp"] <= time.time() + 1801
    return fresh and told["iss"] and base64.urlsafe_b64decode(seal + "=" * (-len(seal) % 4)) == expected


def kling(shop: Shop, asked: Asked) -> Answer | None:
    if not asked.path.startswith("/kling/v1/videos/"):
        return None
    if not _signed(asked.headers.get("authorization", "")):
        return said({"code": 1000, "message": "Authentication failed"}, 401)
    kind, _, number = asked.path.removeprefix("/kling/v1/videos/").partition("/")
    assert kind in {"text2video", "image2video"}
    if asked.method == "POST":
        body = asked.body
        label = body.pop("external_task_id")
        assert all(job.label != label for job in shop.jobs.values()), "unique in an account"
        job = shop.sell(body, label)
        return said({"code": 0, "message": "SUCCEED", "data": {"task_id": job.number, "task_status": "submitted"}})
    number = next((job.number for job in shop.jobs.values() if job.label == number), number)
    job = shop.look(number)
    if job is None:
        return said({"code": 1203, "message": "The requested resource does not exist"}, 404)
    data: dict[str, Any] = {"task_id": job.number, "task_info": {"external_task_id": job.label}}
    if job.looks_left >= 0:
        data["task_status"] = "processing"
    elif job.outcome != "made":
        data |= {"task_status": "failed", "task_status_msg": "too daring"}
    else:
        videos = [{"id": "v", "url": shop.file("mp4"), "duration": "2.1"}]
        data |= {"task_status": "succeed", "task_result": {"videos": videos}}
    return said({"code": 0, "message": "SUCCEED", "data": data})


def comfyui(shop: Shop, asked: Asked) -> Answer | None:  # noqa: C901, PLR0911 (a table of answers)
    if not asked.path.startswith("/comfy/"):
        return None
    path = asked.path.removeprefix("/comfy")
    if path == "/prompt":
        body = asked.body
        if not body["prompt"]:
            return said({"error": {"type": "invalid_prompt", "message": "no nodes"}, "node_errors": {}}, 400)
        job = shop.sell(body["prompt"], body["prompt_id"])
        job.inputs = {**job.inputs, "client": {"inputs": {"client": body["client_id"]}}}
        return said({"prompt_id": job.label, "number": 1, "node_errors": {}})
    if path == "/upload/image":
        assert b'name="image"; filename=' in asked.content
        return said({"name": "uploaded.png", "subfolder": "", "type": "input"})
    if path == "/queue":
        waiting = [[1, j.label, j.inputs, {"client_id": "c"}, []] for j in shop.jobs.values() if j.looks_left >= 0]
        return said({"queue_running": waiting[:1], "queue_pending": waiting[1:]})
    if path.startswith("/history/"):
        number = path.removeprefix("/history/")
        found = [one for one in shop.jobs.values() if one.label == number]
        job = shop.look(found[-1].number) if found else None
        if job is None or job.looks_left >= 0:
            return said({})
        if job.outcome != "made":
            return said({number: {"outputs": {}, "status": {"status_str": "error", "completed": False}}})
        kind = "mp4" if any("frames" in json.dumps(node) for node in job.inputs.values()) else "png"
        output = {"filename": f"ComfyUI_1.{kind}", "subfolder": "", "type": "output"}
        outputs = {"9": {"images": [{"filename": "x.png", "type": "temp", "subfolder": ""}, output]}}
        return said({number: {"outputs": outputs, "status": {"status_str": "success", "completed": True}}})
    if path == "/view":
        kind = asked.query["filename"][0].rpartition(".")[2]
        return Answer(200, shop.made(kind), kind="application/octet-stream")
    return None
