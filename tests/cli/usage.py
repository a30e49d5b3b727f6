# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of the command line: help, version, wrong usage."""
import functools
import pathlib
import re
import resource
import shutil
import subprocess

import harness
from harness import CLI, faces, refused, run

OPTIONS = {
    "faces": ["--people", "--seed", "--width", "--height", "--truth"],
    "inspect": ["--json", "--no-check", "--threads", "--max-per-person", "--fer-test"],
    "new": ["--data", "--max-per-person", "--fer-test", "--crop", "--preset", "--image-size", "--width", "--epochs", "--batch", "--learning-rate",
            "--momentum", "--weight-decay", "--dropout", "--seed", "--schedule", "--warm-up", "--identity-weight", "--expression-weight",
            "--shift", "--zoom", "--brightness", "--contrast", "--mirror"],
    "train": ["--task", "--resume", "--bring-back", "--threads", "--epochs", "--json"],
    "analyze": ["--only", "--method", "--layer", "--threads", "--json"],
    "figures": ["--out", "--only", "--threads"],
    "predict": ["--json", "--crop"],
    "gradcam": ["--task", "--class", "--method", "--layer", "--npy", "--png", "--json"],
    "movie": ["--task", "--out", "--network", "--class", "--method", "--layer", "--crop", "--threads"],
    "trust": ["--task", "--class", "--method", "--layer", "--random", "--seed", "--crop", "--threads", "--json"],
    "features": ["--layer", "--pooled", "--npy", "--png", "--crop", "--threads", "--json"],
    "stimulus": ["--layer", "--unit", "--preset", "--seed", "--steps", "--npy", "--png", "--json"],
    "init": ["--task", "--identities", "--expressions", "--image-size", "--width", "--seed"],
    "convert": ["--task"],
    "locate": ["--dataset"],
    "bench": ["--image-size", "--batch", "--width", "--threads", "--layers", "--json"],
}


def test_help_lists_every_command(_):
    text = run("--help").stdout
    for command in OPTIONS:
        assert f"\n  {command} " in text, command


def test_each_command_documents_its_options(_):
    for command, options in OPTIONS.items():
        text = run(command, "--help").stdout
        assert f"fusiform-cli {command}" in text
        for option in options:
            assert option in text, f"{command} {option}"


def test_version(_):
    assert run("--version").stdout.startswith("fusiform-cli ")


def test_no_command(_):
    refused()


def test_unknown_command(_):
    refused("frobnicate", naming="frobnicate")


def test_unknown_option(_):
    for command in OPTIONS:
        refused(command, "--frobnicate", naming="frobnicate")


def test_missing_arguments(_):
    for command in ("faces", "inspect", "new", "locate", "train", "analyze", "figures", "predict", "gradcam", "movie",
                    "features", "stimulus", "init", "convert"):
        refused(command)
    refused("predict", "model")
    refused("gradcam", "model", "image", naming="--task")
    refused("movie", "study", "image", naming="--task")
    refused("movie", "study", "image", "--task", "identity", naming="--out")
    refused("movie", "study", "image", "--task", "identity", "--out", "row.webm", naming="PNG")
    refused("movie", "study", "image", "--task", "identity", "--network", "expression", naming="no head")
    refused("convert", "in")
    refused("new", "study", naming="--data")
    refused("init", "model", naming="--task")


def test_too_many_arguments(_):
    for command, words in {"faces": 1, "inspect": 1, "new": 1, "locate": 2, "train": 1, "analyze": 1, "figures": 1,
                           "gradcam": 2, "movie": 2, "features": 2, "stimulus": 1, "init": 1, "convert": 2,
                           "bench": 0}.items():
        refused(command, *["word"] * words, "surplus", naming="surplus")


def test_methods_are_documented(_):
    told = harness.run("gradcam", "--help").stdout
    names = re.split(", | or ", re.search("How the map is made: (.*); by default grad-cam$", told, re.M)[1])
    assert "hirescam" in names and "guided-backpropagation" in names
    page = (pathlib.Path(__file__).parents[2] / "data/man/fusiform-cli.1").read_text()
    for name in names:
        assert re.search(rf"^\.Cm (.* )?{re.escape(name)}( |$)", page, re.M), f"the manual page lacks {name}"


def test_values_out_of_range(_):
    refused("faces", "folder", "--people", 0, naming="people")
    refused("faces", "folder", "--people", 199, naming="people")
    refused("faces", "folder", "--width", 5, naming="width")
    refused("faces", "folder", "--seed", -2, naming="seed")
    refused("inspect", "folder", "--threads", 9999, naming="threads")
    refused("train", "study", "--task", "mood", naming="mood")
    refused("train", "study", "--threads", -1, naming="threads")
    refused("analyze", "study", "--only", "decoding,mood", naming="mood")
    refused("analyze", "study", "--only", "", naming="--only")
    refused("analyze", "study", "--threads", -1, naming="threads")
    refused("figures", "study", "--only", "1b,9z", naming="9z")
    refused("figures", "study", "--threads", 9999, naming="threads")
    refused("new", "study", "--data", "d", "--preset", "own", naming="own")
    refused("new", "study", "--data", "d", "--image-size", 65)
    refused("new", "study", "--data", "d", "--schedule", "sudden", naming="cosine")
    refused("new", "study", "--data", "d", "--shift", 0.3, naming="Shift")
    refused("new", "study", "--data", "d", "--width", 2)
    refused("new", "study", "--data", "d", "--epochs", 0, naming="epochs")
    refused("new", "study", "--data", "d", "--epochs", "few", naming="few")
    refused("new", "study", "--data", "a", "--data", "b", "--data", "c", naming="--data")
    refused("predict", "model", "image", "--crop", "0,0,2,1", naming="0,0,2,1")
    refused("predict", "model", "image", "--crop", "0.5,0,0.6,1", naming="--crop")
    refused("gradcam", "model", "image", "--task", "joint", naming="joint")
    refused("gradcam", "model", "image", "--task", "identity", "--method", "gradcam", naming="hirescam")
    refused("gradcam", "model", "image", "--task", "identity", "--layer", "fc1", naming="fc1")
    refused("gradcam", "model", "image", "--task", "identity", "--method", "occlusion", "--layer", "conv3",
            naming="--layer")
    refused("init", "model", "--task", "identity", naming="identities")
    refused("init", "model", "--task", "expression", "--image-size", 100)
    refused("init", "model", "--task", "expression", "--width", 0.01, naming="width")
    refused("convert", "in", "out", "--task", "joint", naming="joint")
    refused("bench", "--image-size", 33)
    refused("bench", "--batch", 0, naming="batch")


def test_arguments_after_two_dashes(folder):
    done = run("inspect", "--", "--json", status=1, cwd=folder)
    assert "--json" in done.stderr, done.stderr


def test_short_of_memory(folder):
    """However little memory there is: a command is done or says what is wrong, and ends."""
    # The sanitizers need terabytes of addresses.
    if b"__asan_init" in pathlib.Path(CLI).read_bytes() or b"__tsan_init" in pathlib.Path(CLI).read_bytes():
        raise harness.Skip("a sanitizer has no use for a limit")
    network = folder / "network.safetensors"
    run("init", network, "--task", "expression", "--image-size", 32, "--width", 0.1)
    commands = (("--version",), ("predict", network, harness.frames(faces())[0]),
                ("faces", folder / "faces", "--people", 4, "--width", 64, "--height", 87),
                ("bench", "--layers", "--image-size", 32, "--width", 0.1),
                ("init", folder / "large.safetensors", "--task", "joint", "--image-size", 224, "--identities", 9))
    for megabytes in range(100, 401, 50):
        for command in commands:
            shutil.rmtree(folder / "faces", ignore_errors=True)
            limit = functools.partial(resource.setrlimit, resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
            # One that hangs hangs for ever.
            done = subprocess.run([CLI, *map(str, command)], capture_output=True, check=False, timeout=300,
                                  stdin=subprocess.DEVNULL, preexec_fn=limit)
            assert done.returncode in (0, 1, 2) and (done.returncode == 0 or done.stderr), \
                f"{megabytes} MB: {command[0]} exited with {done.returncode}: {done.stderr}"


harness.main(globals())
