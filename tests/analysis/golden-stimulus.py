#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes golden-stimulus-*.npy: ten steps of gradient ascent by the preset paper.

Made with PyTorch 1.13 (Debian 12's python3-torch), one thread, from the parameters and the noise that
test-stimulus.c draws with the same seeds; 32 px, width 0.1.
"""
import importlib.util
import pathlib

import numpy as np
import torch

FOLDER = pathlib.Path(__file__).parent
spec = importlib.util.spec_from_file_location("engine_golden", FOLDER.parent / "engine" / "golden.py")
engine = importlib.util.module_from_spec(spec)
spec.loader.exec_module(engine)

SIDE, STEPS, RATE, SEED = 32, 10, 0.02, 5
STREAM = 0x57696D75
MEAN, SD = 0.5, 0.25
# Layer: index of its ReLU in the features (or in the classifier), and the unit.
UNITS = {"conv1": ("features", 1, 2), "conv4": ("features", 9, 3), "conv8": ("features", 19, 7),
         "fc2": ("classifier", 4, 11), "heads": ("heads", 0, 4)}


def noise():
    """fus_random_seed (SEED, STREAM), then uniform numbers."""
    mask = (1 << 64) - 1
    z = (STREAM + 0x9E3779B97F4A7C15) & mask
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
    random = engine.Random(SEED ^ z ^ (z >> 31))
    values = [0.5 + 0.1 * (2 * random.uniform() - 1) for _ in range(3 * SIDE * SIDE)]
    return torch.from_numpy(np.array(values, dtype=np.float32).reshape(1, 3, SIDE, SIDE))


def activation(net, pixels, part, index, unit):
    x = (pixels - MEAN) / SD
    if part == "features":
        return net.features[: index + 1](x)[0, unit].mean()
    x = torch.flatten(net.features(x), 1)
    if part == "classifier":
        return net.classifier[: index + 1](x)[0, unit]
    x = net.classifier(x)
    return torch.cat([net.heads[t](x) for t in ("identity", "expression")], 1)[0, unit]


torch.set_num_threads(1)
net = engine.network(SIDE, 0.1, engine.Random(engine.SEED))
reached = []
for layer, where in UNITS.items():
    pixels = noise()
    for _ in range(STEPS):
        pixels = pixels.detach().requires_grad_(True)
        g, = torch.autograd.grad(activation(net, pixels, *where), pixels)
        pixels = (pixels + RATE * g / g.square().mean().sqrt()).clamp(0, 1)
    np.save(FOLDER / f"golden-stimulus-{layer}.npy", pixels.detach().numpy()[0])
    reached.append(float(activation(net, pixels, *where)))
np.save(FOLDER / "golden-stimulus-activation.npy", np.array(reached, dtype=np.float32))
