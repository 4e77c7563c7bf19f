"""What a master says of its own origin: a signed C2PA manifest, and the label of GB 45438-2025 in its metadata.

Metadata comes first and the manifest last, because its digest covers them; both are written into a copy beside the
master, which then takes its name: a file that shares its contents with others is never written into. Nothing is asked
of any network: no time stamps, no manifests from elsewhere, no lists of withdrawn certificates.

Two signatures of the same master differ, as signatures do; its pictures and its sound are the same to the bit.
"""

from __future__ import annotations

import shutil
import struct
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, BinaryIO, Literal

import c2pa as _library
import msgspec
from defusedxml.ElementTree import fromstring

from microdrama import __version__
from microdrama.domain.errors import MicrodramaError
from microdrama.media.child import run
from microdrama.media.container import NotAFilmError
from microdrama.media.identity import Identity, credentials
from microdrama.media.probe import opened

_c2pa: Any = _library

SourceType = Literal["algorithmicMedia", "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"]
"""A word of IPTC's vocabulary for where pictures and sound come from."""

_VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_NAMESPACE = "http://www.tc260.org.cn/ns/AIGC/1.0/"
_XMP_BOX = uuid.UUID("be7acfcb-97a9-42e8-9c71-999491e3afac").bytes
_MP4 = "video/mp4"
_FORMATS = {
    ".mp4": _MP4,
    ".m4v": _MP4,
    ".mov": "video/quicktime",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
_KEY = "AIGC"
_MOST_BOXES, _MOST_XMP_BYTES, _MOST_LABEL_BYTES = 10_000, 1 << 20, 1 << 16
_UNTRUSTED = "signingCredential.untrusted"
_MOST_FAULTS = 8
_SETTINGS: dict[str, Any] = {
    "version": 1,
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True},
    "builder": {"thumbnail": {"enabled": False}},
}


class OriginError(MicrodramaError):
    """A master could not be signed; it is as it was."""


class AigcLabel(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename={
        "label": "Label",
        "producer": "ContentProducer",
        "produce_id": "ProduceID",
        "reserved_1": "ReservedCode1",
        "propagator": "ContentPropagator",
        "propagate_id": "PropagateID",
        "reserved_2": "ReservedCode2",
    },
):
    """The implicit label of GB 45438-2025, appendix E: "1" says that content was generated.

    Who made it and under which number; who spreads it fills in the second half.
    """

    label: Literal["1", "2", "3"] = "1"
    producer: str
    produce_id: str
    reserved_1: str = ""
    propagator: str = ""
    propagate_id: str = ""
    reserved_2: str = ""

    @property
    def text(self) -> str:
        """As JSON on one line."""
        return msgspec.json.encode(self).decode("utf-8")


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A bought clip or still that a master holds, as delivered: a manifest that its provider put into it is kept."""

    path: Path
    title: str


@dataclass(frozen=True, slots=True)
class Claims:
    """What is said of a master: its title, where pictures and sound come from, its label, what was bought for it."""

    title: str
    source_type: SourceType
    label: AigcLabel
    ingredients: Sequence[Ingredient] = field(default=())


Manifest = Literal["valid", "broken", "absent"]


@dataclass(frozen=True, slots=True)
class OriginFacts:
    """What a file says of its origin, and whether that holds.

    `faults` says what does not, in the words of the C2PA specification's codes; `trusted` that the signer's
    certificate leads to an anchor that was named. `label` and `xmp` are the label as metadata and as XMP hold it.
    """

    manifest: Manifest
    trusted: bool = False
    faults: tuple[str, ...] = ()
    signer: str = ""
    generator: str = ""
    source_type: str = ""
    label: AigcLabel | None = None
    xmp: AigcLabel | None = None
    ingredients: tuple[str, ...] = ()


# --- what a reader tells


class _Named(msgspec.Struct):
    name: str = ""


class _Signature(msgspec.Struct):
    common_name: str | None = None
    issuer: str | None = None


class _Action(msgspec.Struct):
    action: str = ""
    digitalSourceType: str | None = None  # noqa: N815 (the name in the specification)


class _Actions(msgspec.Struct):
    actions: list[_Action] = []


class _Assertion(msgspec.Struct):
    label: str = ""
    data: msgspec.Raw = msgspec.Raw(b"{}")


class _Titled(msgspec.Struct):
    title: str | None = None


class _Manifest(msgspec.Struct):
    claim_generator_info: list[_Named] = []
    signature_info: _Signature = msgspec.field(default_factory=_Signature)
    assertions: list[_Assertion] = []
    ingredients: list[_Titled] = []


class _Status(msgspec.Struct):
    code: str = ""


class _Told(msgspec.Struct):
    active_manifest: str = ""
    manifests: dict[str, _Manifest] = {}
    validation_state: str = ""
    validation_status: list[_Status] = []


def source_type_of(*, drawn: bool, bought: bool, voiced: bool) -> SourceType:
    """The word for a master, by what is in it: pictures that code drew, bought pictures, voices.

    Code that follows a person's rules is `algorithmicMedia`. Models that learned from samples made the voices, and
    whatever was bought: alone that is `trainedAlgorithmicMedia`; laid together with drawn pictures it is
    `compositeWithTrainedAlgorithmicMedia`. `compositeSynthetic` would be right as well, and hide the models.
    """
    if not (bought or voiced):
        return "algorithmicMedia"
    return "compositeWithTrainedAlgorithmicMedia" if drawn else "trainedAlgorithmicMedia"


def sign_master(path: Path, claims: Claims, identity: Identity) -> None:
    """Put a signed copy in the place of a master (MP4), with label, XMP and manifest; it plays as before.

    Raises OriginError, IdentityError or ChildError, in one sentence; the master is then as it was.
    """
    signer = _signer(identity)
    scratch = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    scratch.mkdir()
    try:
        labelled, signed = scratch / "labelled.mp4", scratch / "signed.mp4"
        _write_label(path, labelled, claims.label)
        _sign(labelled, signed, claims, signer)
        facts = origin_of(signed)
        if facts.manifest != "valid":
            raise OriginError(
                f"The signature of {path.name} does not hold ({', '.join(facts.faults)}): it was not used."
            )
        signed.replace(path)
    except (_c2pa.C2paError, OSError) as error:
        told = " ".join(str(error).split())[:200]
        raise OriginError(f"{path} could not be signed: {told}. It is as it was.") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _signer(identity: Identity) -> Any:
    given = credentials(identity)
    try:
        # no address of a time stamper: it would be asked over the network
        info = _c2pa.C2paSignerInfo(given.algorithm.encode(), given.chain, given.key, None)
        return _c2pa.Signer.from_info(info)
    except _c2pa.C2paError as error:
        told = " ".join(str(error).split())[:200]
        raise OriginError(
            f"The certificate {identity.certificates} cannot sign: {told}. Nothing was signed."
        ) from error


def _write_label(source: Path, target: Path, label: AigcLabel) -> None:
    """Copy a film with its packets as they are, the label in its metadata, and an XMP packet behind it."""
    arguments = [
        "-f", "mov", "-i", f"file:{source}", "-map", "0", "-c", "copy", "-bitexact",
        "-movflags", "+faststart+use_metadata_tags", "-metadata", f"{_KEY}={_one_line(label.text)}",
        "-f", "mp4", f"file:{target}",
    ]  # fmt: skip
    run(arguments, doing="writing the label of a master")
    packet = _xmp(label)
    with target.open("ab") as file:
        file.write(struct.pack(">I4s", 8 + len(_XMP_BOX) + len(packet), b"uuid") + _XMP_BOX + packet)


def _one_line(text: str) -> str:
    return "".join(c for c in text if c.isprintable())


def _xmp(label: AigcLabel) -> bytes:
    """The label as XMP, in the namespace of TC260 (the committee of the standard)."""
    told = escape(_one_line(label.text), quote=True)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:TC260="{_NAMESPACE}" TC260:{_KEY}="{told}"/>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _sign(source: Path, target: Path, claims: Claims, signer: Any) -> None:
    builder = _c2pa.Builder(_definition(claims), _context(None))
    for number, one in enumerate(claims.ingredients):
        kind = _FORMATS.get(one.path.suffix.lower())
        if kind is not None:
            with one.path.open("rb") as file:
                builder.add_ingredient(_ingredient(number, one), kind, file)
    with source.open("rb") as read, target.open("w+b") as written:
        builder.sign(signer, _MP4, read, written)


def _ingredient(number: int, one: Ingredient) -> dict[str, Any]:
    return {"title": one.title, "relationship": "componentOf", "label": _name_of(number)}


def _name_of(ingredient: int) -> str:
    return f"clip-{ingredient + 1}"


def _definition(claims: Claims) -> dict[str, Any]:
    created = {"action": "c2pa.created", "digitalSourceType": _VOCABULARY + claims.source_type}
    placed = [
        {
            "action": "c2pa.placed",
            # not every provider says so itself
            "digitalSourceType": f"{_VOCABULARY}trainedAlgorithmicMedia",
            "parameters": {"ingredientIds": [_name_of(number)]},
        }
        for number in range(len(claims.ingredients))
    ]
    return {
        "claim_generator_info": [{"name": "microdrama", "version": __version__}],
        "title": claims.title,
        "format": _MP4,
        # what C2PA has no place for a manifest in, such as WebM, is named all the same
        "ingredients": [
            _ingredient(number, one)
            for number, one in enumerate(claims.ingredients)
            if one.path.suffix.lower() not in _FORMATS
        ],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [created, *placed]}}],
    }


@cache
def _context(anchors: str | None) -> Any:
    trust = {"trust": {"trust_anchors": anchors}} if anchors else {}
    return _c2pa.Context.from_dict(_SETTINGS | trust)


def origin_of(path: Path, *, anchors: str | None = None) -> OriginFacts:
    """What a film says of its origin; never an error, whatever lies in the file.

    `anchors` are PEM certificates to which a trusted signer's leads.
    """
    label, xmp = _label(path), _read_xmp(path)
    try:
        with path.open("rb") as file, _c2pa.Reader(_MP4, file, context=_context(anchors)) as reader:
            return _facts(msgspec.json.decode(str(reader.json()), type=_Told), label, xmp)
    except _c2pa.C2paError.ManifestNotFound:
        return OriginFacts("absent", label=label, xmp=xmp)
    except (_c2pa.C2paError, msgspec.MsgspecError, OSError, ValueError, RecursionError) as error:
        return OriginFacts("broken", faults=(" ".join(str(error).split())[:200],), label=label, xmp=xmp)


def _facts(told: _Told, label: AigcLabel | None, xmp: AigcLabel | None) -> OriginFacts:
    active = told.manifests.get(told.active_manifest, _Manifest())
    codes = [one.code for one in told.validation_status if one.code != _UNTRUSTED]
    generator = active.claim_generator_info[0].name if active.claim_generator_info else ""
    signature = active.signature_info
    return OriginFacts(
        manifest="valid" if told.validation_state in ("Valid", "Trusted") else "broken",
        trusted=told.validation_state == "Trusted",
        faults=tuple(dict.fromkeys(codes))[:_MOST_FAULTS],
        signer=signature.common_name or signature.issuer or "",
        generator=generator,
        source_type=_created(active).removeprefix(_VOCABULARY),
        label=label,
        xmp=xmp,
        ingredients=tuple(one.title or "" for one in active.ingredients),
    )


def _created(manifest: _Manifest) -> str:
    """The source type that the action of creation names."""
    for assertion in manifest.assertions:
        if assertion.label.startswith("c2pa.actions"):
            for action in msgspec.json.decode(assertion.data, type=_Actions).actions:
                if action.action == "c2pa.created":
                    return action.digitalSourceType or ""
    return ""


def _label(path: Path) -> AigcLabel | None:
    """The label in the metadata of a film, None where there is none that can be read."""
    try:
        with opened(path, "mov") as container:
            return _decoded(str(container.metadata.get(_KEY, "")))
    except (NotAFilmError, OSError):
        return None


def _decoded(text: str) -> AigcLabel | None:
    if not text or len(text) > _MOST_LABEL_BYTES:
        return None
    try:
        return msgspec.json.decode(text, type=AigcLabel)
    except (msgspec.MsgspecError, ValueError):
        return None


def _read_xmp(path: Path) -> AigcLabel | None:
    """The label in the XMP packet of a film."""
    try:
        with path.open("rb") as file:
            packet = next(_packets(file), b"")
    except (OSError, struct.error):
        return None
    try:
        root = fromstring(packet.decode("utf-8", "replace").strip("\ufeff\x00 \r\n"), forbid_dtd=True)
        values = [one.get(f"{{{_NAMESPACE}}}{_KEY}") for one in root.iter()]
    except Exception:  # noqa: BLE001 (a parser raises what it likes for what anybody may have written)
        return None
    return _decoded(next((value for value in values if value), ""))


def _packets(file: BinaryIO) -> Iterator[bytes]:
    """The XMP packets among the boxes of a file (ISO/IEC 14496-12, section 4.2)."""
    at, end = 0, file.seek(0, 2)
    for _ in range(_MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return
        size, kind = struct.unpack(">I4s", head[:8])
        known = 8
        if size == 1 and len(head) == 16:
            size, known = struct.unpack(">Q", head[8:])[0], 16
        size = end - at if size == 0 else size
        if size < known:
            return
        if kind == b"uuid" and size <= _MOST_XMP_BYTES:
            file.seek(at + known)
            contents = file.read(size - known)
            if contents.startswith(_XMP_BOX):
                yield contents[len(_XMP_BOX) :]
        at += size
