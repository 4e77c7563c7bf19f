"""The fonts that captions are drawn into pictures with: one family for all scripts, fetched script by script.

Noto Sans Bold (SIL Open Font Licence 1.1), as whole TrueType files: webfonts come in slices, which no drawer of
captions puts together. Each is fetched only when captions in its script are to be drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from microdrama.domain.scripts import Script, scripts_in
from microdrama.providers.models import Model, Package, Say, install

_WITHOUT_IT = "captions in this script stay beside the pictures, where viewers can turn them on"


def _noto(part: str, version: str, digests: tuple[str, str], size: int, purpose: str) -> Model:
    """`digests` are those of the package and of the font in it."""
    package = "noto-sans" + "".join(f"-{word}" for word in part.lower().split())
    file = f"NotoSans{part}_700Bold.ttf"
    return Model(
        name=package,
        version="bold",
        purpose=f"draws captions in {purpose}",
        file=file,
        sha256=digests[1],
        size_bytes=size,
        licence="OFL-1.1",
        credit="The Noto Project Authors; Adobe for the CJK fonts",
        package=Package(f"@expo-google-fonts/{package}", version, "npm", digests[0], (f"package/700Bold/{file}",)),
        without_it=_WITHOUT_IT,
    )


LATIN = _noto(
    "",
    "0.4.2",
    (
        "98cf14a19b8e67a0e76bfd4d5df98937b9734e6dde570bd750f2259042042548",
        "13a813c49624ae3ba3c5c6e72c5ebffc4b9e1e6ea32f421c04069b037c6ad431",
    ),
    630_968,
    "Latin, Greek and Cyrillic letters",
)
ARABIC = _noto(
    "Arabic",
    "0.4.3",
    (
        "29e966f9d48a4ce7dd3c2c4c016f29cd888089538217303fb2c87de9e7f048ed",
        "a86a704ff8b315082f4859b04c2f8f746f4cefb14553ef10505f143e0d4829d3",
    ),
    194_380,
    "Arabic letters",
)
HEBREW = _noto(
    "Hebrew",
    "0.4.1",
    (
        "f82f8e852e3355521c511f2762a0130216d208d108bf4739aa977eb6a6d3012c",
        "8010b087f33f152e25aef020e68cb5568d6f8deebb6dde8f60d655196e59ebde",
    ),
    47_992,
    "Hebrew letters",
)
DEVANAGARI = _noto(
    "Devanagari",
    "0.4.1",
    (
        "fb9a4c288af3829f383d945fcec350c8cdf99abf18ffe55c987c495bca42e80e",
        "67f1ec9e2ac30b261090e32953b2df0adf6c942ab26ac47efb490fa7315bddab",
    ),
    221_652,
    "Devanagari letters (Hindi, Marathi, Nepali)",
)
THAI = _noto(
    "Thai",
    "0.4.2",
    (
        "44282ae7c24587e7e50f083e5db3aafa8011ac2eac1159ef62be4fc516a66165",
        "0be544f347b3ab6382bdc2b555a783727a4858a3dc140670406924670967d916",
    ),
    47_480,
    "Thai letters",
)
SIMPLIFIED = _noto(
    "SC",
    "0.4.3",
    (
        "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
        "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96",
    ),
    10_549_020,
    "simplified Chinese (a package of 57 MB)",
)
TRADITIONAL = _noto(
    "TC",
    "0.4.3",
    (
        "e7532a3a43a6c660ee0351a167b99fe0da52f20b4940fb3fc067ed7c5bd594bf",
        "ed4ae6ed781e34d0beee896e9be5d835a938ac7adabbcc1b6b6904290006f372",
    ),
    7_104_212,
    "traditional Chinese (a package of 39 MB)",
)
JAPANESE = _noto(
    "JP",
    "0.4.3",
    (
        "563ee80509692e2b2f42ceae6a0b82afecb90daa1b3d025bcebdf3d9120f43a3",
        "c5b7b9d6a6eb682b0d4e6bbb38509575fd2759a28f147daa74714d1359a7909e",
    ),
    5_468_188,
    "Japanese (a package of 29 MB)",
)
KOREAN = _noto(
    "KR",
    "0.4.3",
    (
        "7614af529705ea48e8b76cb3b056b92db66b7625ef3fc97ce76366063df94d3f",
        "4ffa20c272ae6d689f7c8d34ff9c8039a326e9c334d9fc8852b2a7396227d077",
    ),
    6_183_932,
    "Korean (a package of 28 MB)",
)
FONTS = (LATIN, ARABIC, HEBREW, DEVANAGARI, THAI, SIMPLIFIED, TRADITIONAL, JAPANESE, KOREAN)

_OF_SCRIPT: dict[Script, Model] = {
    "arabic": ARABIC,
    "hebrew": HEBREW,
    "devanagari": DEVANAGARI,
    "thai": THAI,
    "kana": JAPANESE,
    "hangul": KOREAN,
}
LETTERING = Model(
    name="anton",
    version="regular",
    purpose="letters drawn series in Latin script",
    file="Anton_400Regular.ttf",
    sha256="97aae409210d255fb3b92f18c8af2ed14941e10a1ee134a35bb91f52086de1d0",
    size_bytes=161_588,
    licence="OFL-1.1",
    credit="The Anton Project Authors",
    package=Package(
        "@expo-google-fonts/anton",
        "0.4.2",
        "npm",
        "ea9320152f74c151575a49d8712011ec49681e5008db71df5a8cad94ae88133b",
        ("package/400Regular/Anton_400Regular.ttf",),
    ),
    without_it="drawn series are lettered in Noto Sans, which is not as narrow",
)
TITLES = Model(
    name="barlow-condensed",
    version="extra bold",
    purpose="names the episode in a corner of drawn series, and writes on telephones in them",
    file="BarlowCondensed_800ExtraBold.ttf",
    sha256="68c1829975557e57997c8c2e98b18312b110c46d85cecee9e700262f74c9d49d",
    size_bytes=104_812,
    licence="OFL-1.1",
    credit="The Barlow Project Authors",
    package=Package(
        "@expo-google-fonts/barlow-condensed",
        "0.4.1",
        "npm",
        "8236de8212099408d4780e5af6aec8dc1c9cb0a78ff376cf76edd8c979c874d3",
        ("package/800ExtraBold/BarlowCondensed_800ExtraBold.ttf",),
    ),
    without_it="they are written in Noto Sans",
)
HAND = Model(
    name="caveat",
    version="bold",
    purpose="writes letters in drawn series, in Latin and Cyrillic script",
    file="Caveat_700Bold.ttf",
    sha256="b42cc772f3528d9150c29d6051e2ed3fd472ad4e584c73fe1500ee628d6b1ac0",
    size_bytes=257_316,
    licence="OFL-1.1",
    credit="The Caveat Project Authors",
    package=Package(
        "@expo-google-fonts/caveat",
        "0.4.2",
        "npm",
        "83d530c10d893c03c5d2e2c1a7c52532ffb4de7eb8d8cfcf81bad0dfedfc959f",
        ("package/700Bold/Caveat_700Bold.ttf",),
    ),
    without_it="letters are written in Noto Sans, leaning",
)
_TRADITIONAL_PLACES = ("hant", "tw", "hk", "mo")


def fonts_for(texts: Iterable[str], language: str) -> list[Model]:
    """The fonts that a text needs, the one of most of its letters first; Latin, with most signs, is always among them.

    `language` (BCP 47) decides how Chinese characters look, which differs by country.
    """
    found = scripts_in("".join(texts))
    ordered: list[Model] = []
    for script, _ in found.most_common():
        font = _han(language) if script == "han" else _OF_SCRIPT.get(script, LATIN)
        if font not in ordered:
            ordered.append(font)
    return ordered if LATIN in ordered else [*ordered, LATIN]


def _han(language: str) -> Model:
    primary, *rest = language.lower().split("-")
    if primary in {"ja", "ko"}:
        return JAPANESE if primary == "ja" else KOREAN
    return TRADITIONAL if primary == "yue" or set(rest) & set(_TRADITIONAL_PLACES) else SIMPLIFIED


def install_fonts(fonts: Sequence[Model], folder: Path, *, say: Say = lambda _: None) -> list[Path]:
    """Fetch what is not in `folder` yet; the paths in the same order. Raises ModelError in one sentence."""
    return [install(font, folder, say=say) for font in fonts]
