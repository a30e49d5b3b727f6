# SPDX-License-Identifier: GPL-3.0-or-later
"""Logits and Grad-CAM maps of networks with random weights, against PyTorch's."""
import functools
import json
import os
import pathlib
import random
import subprocess

import harness
from harness import Skip, run, run_json

# Relative to the largest value: fast convolution by Winograd's method at 224 pixels reorders sums
# over 4608 products.
TOLERANCE = 1e-4


@functools.lru_cache(maxsize=None)
def peer():
    script = pathlib.Path(os.environ.get("FUS_SHARED", "")) / "peers/vgg11_torch.py"
    if not script.is_file():
        raise Skip("the script that runs VGG11 in PyTorch is not beside the checkout")
    if subprocess.run(["/usr/bin/python3", "-c", "import torch"], capture_output=True, check=False).returncode:
        raise Skip("PyTorch is not installed")
    return script


def same(name, ours, theirs):
    assert len(ours) == len(theirs), name
    largest = max(abs(value) for value in theirs)
    worst = max(abs(a - b) for a, b in zip(ours, theirs))
    assert worst <= TOLERANCE * largest, f"{name}: {worst} of {largest}"


def compare(folder, size, width):
    model, image = folder / "model.safetensors", folder / "image.npy"
    script = peer()
    run("init", model, "--task", "joint", "--identities", 9, "--image-size", size, "--width", width)
    draw = random.Random(size)
    harness.write_npy(image, (3, size, size), [draw.gauss(0, 1) for _ in range(3 * size * size)])
    theirs = json.loads(subprocess.run(["/usr/bin/python3", script, "load", model, image], check=True,
                                       capture_output=True).stdout)
    heads = run_json("predict", model, image)["results"][0]["heads"]
    for task, head in heads.items():
        same(f"{task} logits", head["logits"], theirs["logits"][task])
        theirs_map = theirs["gradcam"][task]
        label = list(head["probabilities"])[theirs_map["class"]]
        ours = run_json("gradcam", model, image, "--task", task, "--class", label)
        same(f"{task} map", sum(ours["map"], []), sum(theirs_map["map"], []))


def test_64_pixels_width_a_quarter(folder):
    compare(folder, 64, 0.25)


def test_96_pixels_width_a_quarter(folder):
    compare(folder, 96, 0.25)


def test_96_pixels_whole_width(folder):
    compare(folder, 96, 1)


def test_224_pixels_whole_width(folder):
    compare(folder, 224, 1)


harness.main(globals())
