"""Log-ins by other services for the viewer: which there are, the way to one, and those of the asker's account."""

from __future__ import annotations

from typing import Annotated, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Router, Schema, Status
from ninja.errors import HttpError

from microdrama.platform.accounts.connections import Connection, connections_of, disconnect
from microdrama.platform.log_ins import LogIn
from microdrama.web.api.askers import named
from microdrama.web.limits import limited
from microdrama.web.log_ins import begin
from microdrama.web.visitor import visitor

router = Router(tags=["log-ins"])

_Service = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_-]*$", max_length=40)]
_Connection = Annotated[int, Path(ge=1, le=9_007_199_254_740_991)]


class LogInOut(Schema):
    """A service by which people log in here: `name` is for them, `id` for the address."""

    id: str
    name: str


class PurposeIn(Schema):
    """To `enter`, or to `connect` the service to the account that is logged in."""

    purpose: Literal["enter", "connect"]


class AddressOut(Schema):
    """Where the viewer goes on, at the service; it comes back to /account, with `error` where it was not let in."""

    address: str


class ConnectionOut(Schema):
    """A log-in of the asker's account; `address` is the person's at that service, or empty."""

    id: int = Field(ge=1)
    service: str
    name: str
    address: str


@router.get("/log-ins", response=list[LogInOut])
@limited("look")
def log_ins(request: HttpRequest) -> list[LogIn]:  # noqa: ARG001 - the same for everybody
    """The services by which people log in here, in the operator's order; none where none is configured."""
    return list(settings.LOG_INS)  # of a pair Ninja would think that its first is a status


@router.post("/log-ins/{service}", response=AddressOut)
@limited("login")
def begin_log_in(request: HttpRequest, response: HttpResponse, service: _Service, wish: PurposeIn) -> AddressOut:
    """Begin a log-in by another service. A guest stays one until they come back, and joins as after any log-in."""
    connects = wish.purpose == "connect"
    if connects:
        named(request)
    elif visitor(request).is_signed_in:
        raise HttpError(409, "You are signed in already.")
    response.headers["Cache-Control"] = "no-store"
    return AddressOut(address=begin(request, service=service, connects=connects))


@router.get("/me/log-ins", response=list[ConnectionOut])
@limited("account")
def my_log_ins(request: HttpRequest, response: HttpResponse) -> list[Connection]:
    """The other services by which the asker's account can be entered."""
    response.headers["Cache-Control"] = "no-store"
    return connections_of(account=named(request))


@router.delete("/me/log-ins/{connection}", response={204: None})
@limited("account")
def remove_log_in(request: HttpRequest, connection: _Connection) -> Status[None]:
    """Take a service off the asker's account, unless it is the last way in."""
    disconnect(account=named(request), connection=connection)
    return Status(204, None)
