"""Makes a wheel of the installed package: python3 python/wheel.py FOLDER VERSION OUT

FOLDER has the package `weir`, as `cmake --install build/release --component python` puts it. The wheel is for this Python on this kind of
machine, and takes the libraries that weir is linked with from the system: so it is for Debian 12 alone.
"""

import base64
import hashlib
import pathlib
import sys
import sysconfig
import zipfile

METADATA = """Metadata-Version: 2.1
Name: weir
Version: {version}
Summary: Parallel calls and dataflow pipelines for Python
License: Apache-2.0
Requires-Python: =={python}.*
Provides-Extra: numpy
Requires-Dist: numpy; extra == 'numpy'
"""

WHEEL = """Wheel-Version: 1.0
Generator: weir
Root-Is-Purelib: false
Tag: {tag}
"""


def record_line(name, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}"


def write_wheel(folder, version, out):
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    tag = f"cp{python.replace('.', '')}"
    tag = f"{tag}-{tag}-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in sorted((folder / "weir").iterdir()) if path.is_file()}
    info = f"weir-{version}.dist-info"
    files[f"{info}/METADATA"] = METADATA.format(version=version, python=python).encode()
    files[f"{info}/WHEEL"] = WHEEL.format(tag=tag).encode()
    record = [record_line(name, data) for name, data in files.items()] + [f"{info}/RECORD,,"]
    files[f"{info}/RECORD"] = ("\n".join(record) + "\n").encode()
    out.mkdir(parents=True, exist_ok=True)
    wheel = out / f"weir-{version}-{tag}.whl"
    partial = wheel.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    partial.rename(wheel)
    return wheel


if __name__ == "__main__":
    print(write_wheel(pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])))
