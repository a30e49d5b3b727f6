# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of fusiform-cli share: running it, a folder that goes away, TAP output."""
import array
import contextlib
import functools
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import traceback

CLI = os.path.abspath(sys.argv[1])


class Skip(Exception):
    """Raised by a test that cannot run here; says why."""


def run(*arguments, status=0, cwd=None, **environment):
    """Runs fusiform-cli, which must exit with STATUS."""
    done = subprocess.run([CLI, *map(str, arguments)], capture_output=True, cwd=cwd, check=False,
                          stdin=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C.UTF-8", **environment})
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == status, \
        f"{arguments} exited with {done.returncode}, not {status}\n{done.stdout}{done.stderr}"
    return done


def run_json(*arguments, **environment):
    done = run(*arguments, "--json", **environment)
    assert done.stdout.count("\n") == 1, "more than one line on standard output"
    return json.loads(done.stdout, parse_constant=lambda name: 1 / 0)


def fails(*arguments, naming):
    """The command must fail with one line that names what is wrong; nothing goes to stdout."""
    done = run(*arguments, status=1)
    assert done.stdout == "", done.stdout
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert str(naming) in lines[0], f"{lines[0]!r} does not name {naming}"


def refused(*arguments, naming=""):
    """Wrong usage: exit 2, the reason and where help is, nothing on stdout."""
    done = run(*arguments, status=2)
    assert done.stdout == "", done.stdout
    assert "--help" in done.stderr, done.stderr
    assert naming in done.stderr, f"{done.stderr!r} does not name {naming}"


def write_npy(path, shape, values):
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {tuple(shape)}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    path.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
                     + array.array("f", values).tobytes())


def read_npy(path):
    data = path.read_bytes()
    assert data[:8] == b"\x93NUMPY\x01\x00"
    size, = struct.unpack("<H", data[8:10])
    header = eval(data[10:10 + size], {})  # pylint: disable=eval-used
    assert header["descr"] == "<f4" and not header["fortran_order"]
    values = array.array("f")
    values.frombytes(data[10 + size:])
    return header["shape"], list(values)


def png_size(path):
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", data[16:24])


@functools.lru_cache(maxsize=None)
def scratch():
    return pathlib.Path(tempfile.mkdtemp(prefix="fusiform-cli-"))


@functools.lru_cache(maxsize=None)
def faces(people=8):
    """A small set of drawn faces, drawn once for a program."""
    folder = scratch() / f"faces-{people}"
    run("faces", folder, "--people", people, "--width", 140, "--height", 190)
    return folder


def frames(folder):
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".jpg")


@functools.lru_cache(maxsize=None)
def comma_locale():
    """Environment of a locale whose decimal sign is a comma, made for the purpose."""
    folder = scratch() / "locales"
    folder.mkdir()
    made = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", folder / "de_DE.UTF-8"],
                          capture_output=True, check=False) if shutil.which("localedef") else None
    if made is None or not (folder / "de_DE.UTF-8").exists():
        raise Skip("no German locale can be made here")
    return {"LOCPATH": str(folder), "LC_ALL": "de_DE.UTF-8", "LANGUAGE": "en"}


def main(tests):
    """Runs every test_… function of a module's namespace, in order."""
    chosen = {name: test for name, test in tests.items() if name.startswith("test_")}
    print(f"1..{len(chosen)}", flush=True)
    failed = 0
    try:
        for number, (name, test) in enumerate(chosen.items(), 1):
            title = name[len("test_"):].replace("_", " ")
            folder = scratch() / name
            folder.mkdir()
            try:
                with contextlib.redirect_stdout(sys.stderr):
                    test(folder)
                print(f"ok {number} - {title}", flush=True)
            except Skip as reason:
                print(f"ok {number} - {title} # SKIP {reason}", flush=True)
            except Exception:  # pylint: disable=broad-except
                failed += 1
                print(f"not ok {number} - {title}", flush=True)
                for line in traceback.format_exc().splitlines():
                    print(f"# {line}", flush=True)
            shutil.rmtree(folder)
    finally:
        shutil.rmtree(scratch())
    sys.exit(1 if failed else 0)
