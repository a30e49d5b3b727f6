#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes golden-lesions.h: what PyTorch's losses are without single units, and without several.

Made with PyTorch 1.13 (Debian 12's python3-torch), one thread. Parameters and pictures are not
stored: both sides draw them from xoshiro256** with the seed of tests/engine/golden.py.
"""
import pathlib
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "engine"))
import golden

UNITS = [("conv1", 2), ("conv4", 5), ("conv8", 30), ("fc1", 17), ("fc2", 103)]
LABELS = {"identity": [0, 2, 1, 1, 0, 2], "expression": [3, 0, 0, 2, 1, -1]}
FRAMES = 6


def relu_of(net, layer):
    """The module whose output is a layer's."""
    relus = [m for part in (net.features, net.classifier) for m in part if isinstance(m, nn.ReLU)]
    names = [f"conv{i}" for i in range(1, 9)] + ["fc1", "fc2"]
    return relus[names.index(layer)]


def losses(net, x, units):
    def zero(unit):
        def hook(module, inputs, output):
            output = output.clone()
            output[:, unit] = 0
            return output
        return hook

    hooks = [relu_of(net, layer).register_forward_hook(zero(unit)) for layer, unit in units]
    with torch.no_grad():
        out = net(x)
    for hook in hooks:
        hook.remove()
    return [nn.functional.cross_entropy(out[task].double(), torch.tensor(y), reduction="sum", ignore_index=-1).item()
            for task, y in LABELS.items()]


torch.set_num_threads(1)
random = golden.Random(golden.SEED)
net = golden.network(64, 0.1, random)
x = random.array((FRAMES, 3, 64, 64), 2)
rows = [losses(net, x, [])] + [losses(net, x, [unit]) for unit in UNITS] + [losses(net, x, UNITS)]
text = ["/* Made by golden-lesions.py. */", "/* clang-format off */",
        "/* Sums of cross-entropies: intact, five single units, all five; identity, expression. */",
        "static const double lesion_losses[7][2] = {"]
text += [f"  {{ {a:.9g}, {b:.9g} }}," for a, b in rows] + ["};"]
(pathlib.Path(__file__).parent / "golden-lesions.h").write_text("\n".join(text) + "\n")
