"""Which calls do something beyond their own result, by the name they are called by (R-047, R-141)."""

from collections.abc import Mapping
from typing import Final

READS: Final = "touches files or tables"
CONNECTS: Final = "opens a connection"
TRAINS: Final = "trains"
STARTS: Final = "starts a process"
CHANGES: Final = "changes the whole process"
RUNS: Final = "runs code that nobody can see"
WAITS: Final = "waits"
NOTEBOOK: Final = "works in a notebook only"

# Whole names; one that ends in "*" stands for all that begin like it, and the longest counts.
NAMES: Final[Mapping[str, str]] = {
    "open": READS,
    "glob.glob": READS,
    "glob.iglob": READS,
    "h5py.File": READS,
    "numpy.fromfile": READS,
    "numpy.genfromtxt": READS,
    "numpy.loadtxt": READS,
    "numpy.save*": READS,
    "os.listdir": READS,
    "os.makedirs": READS,
    "os.mkdir": READS,
    "os.remove": READS,
    "os.rename": READS,
    "os.scandir": READS,
    "os.walk": READS,
    "shutil.copy*": READS,
    "shutil.move": READS,
    "shutil.rmtree": READS,
    "sklearn.datasets.load_*": READS,
    "spark.read.*": READS,
    "spark.sql": READS,
    "spark.table": READS,
    "dbutils.*": NOTEBOOK,
    "dbutils.fs.*": READS,
    "dbutils.secrets.*": CONNECTS,
    "boto3.*": CONNECTS,
    "databricks.sdk.WorkspaceClient": CONNECTS,
    "httpx.delete": CONNECTS,
    "httpx.get": CONNECTS,
    "httpx.post": CONNECTS,
    "httpx.put": CONNECTS,
    "mlflow.evaluate": CONNECTS,
    "mlflow.log_*": CONNECTS,
    "mlflow.register_model": CONNECTS,
    "mlflow.search_*": CONNECTS,
    "mlflow.set_experiment": CONNECTS,
    "mlflow.set_registry_uri": CHANGES,
    "mlflow.set_tracking_uri": CHANGES,
    "mlflow.start_run": CONNECTS,
    "requests.delete": CONNECTS,
    "requests.get": CONNECTS,
    "requests.head": CONNECTS,
    "requests.post": CONNECTS,
    "requests.put": CONNECTS,
    "requests.request": CONNECTS,
    "sklearn.datasets.fetch_*": CONNECTS,
    "socket.create_connection": CONNECTS,
    "socket.socket": CONNECTS,
    "urllib.request.urlretrieve": CONNECTS,
    "multiprocessing.Manager": STARTS,
    "multiprocessing.Pool": STARTS,
    "multiprocessing.Process": STARTS,
    "dbutils.notebook.*": STARTS,
    "get_ipython.*": STARTS,
    "os.exec*": STARTS,
    "os.fork*": STARTS,
    "os.popen": STARTS,
    "os.posix_spawn*": STARTS,
    "os.spawn*": STARTS,
    "os.startfile": STARTS,
    "os.system": STARTS,
    "pty.spawn": STARTS,
    "subprocess.*": STARTS,
    "os._exit": CHANGES,
    "os.chdir": CHANGES,
    "os.environ.clear": CHANGES,
    "os.environ.pop": CHANGES,
    "os.environ.setdefault": CHANGES,
    "os.environ.update": CHANGES,
    "os.kill": CHANGES,
    "os.putenv": CHANGES,
    "os.unsetenv": CHANGES,
    "signal.alarm": CHANGES,
    "signal.signal": CHANGES,
    "exit": CHANGES,
    "quit": CHANGES,
    "sys.exit": CHANGES,
    "sys.path.append": CHANGES,
    "sys.path.extend": CHANGES,
    "sys.path.insert": CHANGES,
    "sys.path.remove": CHANGES,
    "ctypes.CDLL": RUNS,
    "ctypes.cdll.*": RUNS,
    "eval": RUNS,
    "exec": RUNS,
    "__import__": RUNS,
    "importlib.import_module": RUNS,
    "importlib.util.spec_from_file_location": RUNS,
    "runpy.*": RUNS,
    "input": WAITS,
    "time.sleep": WAITS,
}
# The last word of a name, whatever it is a method of: nobody can tell by syntax what that is.
METHODS: Final[Mapping[str, str]] = {
    "collect": READS,
    "dump": READS,
    "iterdir": READS,
    "load": READS,
    "load_model": READS,
    "mkdir": READS,
    "open": READS,
    "read": READS,
    "readlines": READS,
    "saveAsTable": READS,
    "toPandas": READS,
    "unlink": READS,
    "connect": CONNECTS,
    "execute": CONNECTS,
    "from_pretrained": CONNECTS,
    "getOrCreate": CONNECTS,
    "get_secret": CONNECTS,
    "urlopen": CONNECTS,
    "fit": TRAINS,
    "fit_predict": TRAINS,
    "fit_transform": TRAINS,
    "partial_fit": TRAINS,
    "train": TRAINS,
    "autolog": CHANGES,
}
FAMILIES: Final = (
    "load_dataset",
    "open_dataset",
    "read_",
    "scan_",
    "to_csv",
    "to_parquet",
    "write_",
)
HARMLESS: Final = frozenset({"ast.dump", "gc.collect", "subprocess.list2cmdline"})
PREFIXES: Final = sorted((name[:-1] for name in NAMES if name.endswith("*")), key=len, reverse=True)


def effect_of(name: str) -> str:
    """What calling a function does beside giving a result, empty where nothing is known.

    `name` is dotted and whole: `pandas.read_csv`, also where the file says `pd.read_csv`.
    """
    before, _, last = name.rpartition(".")
    if name in HARMLESS:
        return ""
    if name in NAMES:
        return NAMES[name]
    if before and (last in METHODS or last.startswith(FAMILIES)):
        return METHODS.get(last, READS)
    begun = next((prefix for prefix in PREFIXES if name.startswith(prefix)), "")
    return NAMES[f"{begun}*"] if begun else ""
