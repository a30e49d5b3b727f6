#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes golden-maps.npy: two frames' maps by every method, by PyTorch's automatic differentiation.

Made with PyTorch 1.13 (Debian 12's python3-torch), one thread, seed 2024:  ./golden-maps.py
Network and frames are drawn as tests/engine/golden.py draws them. Explained is the top expression of
each frame. In the order of FusMapMethod; methods with a layer for conv2 (pooled), conv5 and conv8 in
turn; each [2, side, side].
"""
import pathlib, sys

import numpy as np
import torch
from torch.nn import functional as F

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "engine"))
import golden

IMAGE, STEPS, PLACES = 64, 32, 15
torch.set_num_threads(1)
random = golden.Random(golden.SEED)
net = golden.network(IMAGE, 0.05, random)
images = random.array((2, 3, IMAGE, IMAGE), 2)
# Where each conv layer's ReLU stands in features.
relus = [i for i, module in enumerate(net.features) if isinstance(module, torch.nn.ReLU)]


def run(x, layer=None):
    """Logits of expression, and the layer's output, whose gradient is kept."""
    kept = None
    for i, module in enumerate(net.features):
        x = module(x)
        if layer is not None and i == relus[layer]:
            kept = x
            if x.requires_grad:
                x.retain_grad()
    return net.heads["expression"](net.classifier(torch.flatten(x, 1))), kept


with torch.no_grad():
    classes = run(images)[0].argmax(1)


def channels(layer):
    """A layer's output and the gradient of the logit, one frame at a time."""
    for image, k in zip(images, classes):
        x = image[None].clone().requires_grad_()
        logits, kept = run(x, layer)
        logits[0, k].backward()
        yield kept.detach()[0], kept.grad[0], image, k


def gradcam(a, g, *_):
    return (g.mean((1, 2), keepdim=True) * a).sum(0)


def gradcam_plus_plus(a, g, *_):
    alpha = g**2 / (2 * g**2 + g**3 * a.sum((1, 2), keepdim=True))
    alpha = torch.where(g > 0, alpha, torch.zeros_like(alpha))
    return ((alpha * g.clamp(min=0)).sum((1, 2), keepdim=True) * a).sum(0)


def hirescam(a, g, *_):
    return (g * a).sum(0)


def layercam(a, g, *_):
    return (g.clamp(min=0) * a).sum(0)


def scorecam(a, g, image, k):
    masks = F.interpolate(a[:, None], (IMAGE, IMAGE), mode="bilinear", align_corners=False)[:, 0]
    varies = a.flatten(1).max(1).values > a.flatten(1).min(1).values
    masks, a = masks[varies], a[varies]
    low, high = masks.flatten(1).min(1).values[:, None, None], masks.flatten(1).max(1).values[:, None, None]
    masks = (masks - low) / (high - low)
    with torch.no_grad():
        scores = run(image * masks[:, None])[0][:, k] - run(torch.zeros_like(image)[None])[0][0, k]
    return (torch.softmax(scores, 0)[:, None, None] * a).sum(0)


def occlusion(image, k):
    step = IMAGE // (PLACES + 1)
    result = torch.zeros(PLACES, PLACES)
    with torch.no_grad():
        whole = run(image[None])[0][0, k]
        for y in range(PLACES):
            for x in range(PLACES):
                covered = image.clone()
                covered[:, y * step : (y + 2) * step, x * step : (x + 2) * step] = 0
                result[y, x] = whole - run(covered[None])[0][0, k]
    return result


def integrated_gradients(image, k):
    total = torch.zeros_like(image)
    for i in range(STEPS):
        x = ((i + 0.5) / STEPS * image)[None].requires_grad_()
        run(x)[0][0, k].backward()
        total += x.grad[0]
    return (image * total / STEPS).sum(0)


def guided_backpropagation(image, k):
    hooks = [module.register_full_backward_hook(lambda module, given, taken: (given[0].clamp(min=0),))
             for module in net.modules() if isinstance(module, torch.nn.ReLU)]
    x = image[None].clone().requires_grad_()
    run(x)[0][0, k].backward()
    for hook in hooks:
        hook.remove()
    return x.grad[0].abs().max(0).values


values = []
for method in gradcam, gradcam_plus_plus, hirescam, layercam, scorecam:
    for layer in 1, 4, 7:
        values += [method(*frame).clamp(min=0).flatten() for frame in channels(layer)]
for method in occlusion, integrated_gradients, guided_backpropagation:
    values += [method(image, k).clamp(min=0).flatten() for image, k in zip(images, classes)]
np.save(FOLDER / "golden-maps.npy", torch.cat(values).detach().numpy().astype("<f4"))
