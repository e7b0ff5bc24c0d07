"""Which library a module comes from, where its name does not say so, and what a library is for."""

from collections.abc import Collection, Mapping
from typing import Final

from shared.core.requirements.requirement import canonical

# The first is the one to name.
SUPPLIERS: Final[Mapping[str, tuple[str, ...]]] = {
    "Bio": ("biopython",),
    "Crypto": ("pycryptodome", "pycrypto"),
    "IPython": ("ipython",),
    "Levenshtein": ("levenshtein", "python-levenshtein"),
    "MySQLdb": ("mysqlclient",),
    "OpenSSL": ("pyopenssl",),
    "PIL": ("pillow",),
    "attr": ("attrs",),
    "bs4": ("beautifulsoup4",),
    "cv2": ("opencv-python-headless", "opencv-python", "opencv-contrib-python"),
    "dateutil": ("python-dateutil",),
    "delta": ("delta-spark",),
    "docx": ("python-docx",),
    "dotenv": ("python-dotenv",),
    "faiss": ("faiss-cpu", "faiss-gpu"),
    "fasttext": ("fasttext-wheel", "fasttext"),
    "fitz": ("pymupdf",),
    "flash_attn": ("flash-attn",),
    "git": ("gitpython",),
    "grpc": ("grpcio",),
    "imblearn": ("imbalanced-learn",),
    "jose": ("python-jose",),
    "jwt": ("pyjwt",),
    "magic": ("python-magic",),
    "mlflow": ("mlflow", "mlflow-skinny"),
    "mpl_toolkits": ("matplotlib",),
    "pkg_resources": ("setuptools",),
    "pptx": ("python-pptx",),
    "psycopg2": ("psycopg2-binary", "psycopg2"),
    "pylab": ("matplotlib",),
    "serial": ("pyserial",),
    "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn", "scikit-learn-intelex"),
    "slugify": ("python-slugify",),
    "snowflake": ("snowflake-connector-python", "snowflake-snowpark-python"),
    "tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-gpu"),
    "umap": ("umap-learn",),
    "win32com": ("pywin32",),
    "yaml": ("pyyaml",),
    "zmq": ("pyzmq",),
}
# Packages that many libraries have a part of.
SHARED: Final = frozenset(
    {
        "azure",
        "backports",
        "databricks",
        "google",
        "jaraco",
        "nvidia",
        "opentelemetry",
        "ruamel",
        "sphinxcontrib",
        "zope",
    }
)
# Part of every cluster or serverless environment, though no list of packages may name them.
BROUGHT: Final = frozenset(
    {"__main__", "databricks", "dbruntime", "delta", "mlflow", "pip", "py4j", "pyspark", "skops"}
)
# Standard runtimes have none of these; those for machine learning have most.
ML: Final = frozenset(
    {
        "accelerate",
        "catboost",
        "category-encoders",
        "databricks-automl-runtime",
        "databricks-feature-engineering",
        "datasets",
        "deepspeed",
        "diffusers",
        "evaluate",
        "fastai",
        "flax",
        "gensim",
        "gymnasium",
        "horovod",
        "hyperopt",
        "imbalanced-learn",
        "jax",
        "keras",
        "langchain",
        "librosa",
        "lightgbm",
        "lightning",
        "nltk",
        "onnxruntime",
        "optuna",
        "peft",
        "pmdarima",
        "prophet",
        "pytorch-lightning",
        "ray",
        "scikit-image",
        "sentence-transformers",
        "sentencepiece",
        "shap",
        "sktime",
        "spacy",
        "tensorflow",
        "tf-keras",
        "timm",
        "tokenizers",
        "torch",
        "torchaudio",
        "torchmetrics",
        "torchvision",
        "transformers",
        "xgboost",
    }
)
LEARNING: Final = ML | {
    "pyspark.ml",
    "scikit-learn",
    "scikit-learn-intelex",
    "skops",
    "statsmodels",
}
GPU: Final = frozenset(
    {
        "apex",
        "bitsandbytes",
        "cudf",
        "cugraph",
        "cuml",
        "cupy",
        "faiss-gpu",
        "flash-attn",
        "onnxruntime-gpu",
        "pycuda",
        "rmm",
        "tensorflow-gpu",
        "tensorrt",
        "vllm",
        "xformers",
    }
)
FAMILIAR: Final = ML | GPU | {each for names in SUPPLIERS.values() for each in names}
"""Libraries whose modules we can tell."""

GPU_FAMILIES: Final = ("cudf-cu", "cuml-cu", "cupy-cuda", "nvidia-cu")


def suppliers(module: str) -> tuple[str, ...]:
    """The libraries that a top-level module may come from, the likeliest first."""
    return SUPPLIERS.get(module, (canonical(module),))


def supplied(module: str, libraries: Collection[str]) -> bool:
    """Whether one of the libraries, by canonical name, surely has the module."""
    if any(each in libraries for each in suppliers(module)):
        return True
    return module in SHARED and any(each.startswith(f"{module}-") for each in libraries)


def likely(module: str, library: str) -> bool:
    """Whether a library sounds as if it had the module, as `tensorflow-cpu` does."""
    return canonical(module) in library


def needs_gpu(library: str) -> bool:
    """Whether a library is of no use without a GPU."""
    return library in GPU or library.startswith(GPU_FAMILIES)
