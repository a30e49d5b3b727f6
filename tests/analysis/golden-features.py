#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes golden-features.npy: what every layer of a network says of two frames, by PyTorch.

Made with PyTorch 1.13 (Debian 12's python3-torch), one thread, seed 2024:  ./golden-features.py
Network and frames are those of tests/engine/golden.py. For each layer, one after the other: its maps
after ReLU [2, units, side, side], then, where a pool follows, the same after it; the logits last.
"""
import pathlib, sys

import numpy as np
import torch

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "engine"))
import golden

torch.set_num_threads(1)
random = golden.Random(golden.SEED)
net = golden.network(32, 0.05, random)
x = random.array((2, 3, 32, 32), 2)
values = []
with torch.no_grad():
    for module in net.features:
        x = module(x)
        if not isinstance(module, torch.nn.Conv2d):
            values.append(x.flatten())
    x = x.flatten(1)
    for module in net.classifier:
        x = module(x)
        if isinstance(module, torch.nn.ReLU):
            values.append(x.flatten())
    # A frame's logits stand together: identity's, then expression's.
    values.append(torch.cat([net.heads["identity"](x), net.heads["expression"](x)], 1).flatten())
np.save(FOLDER / "golden-features.npy", torch.cat(values).numpy().astype("<f4"))
