#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Preferred stimuli of a layer, by the program and by a PyTorch loop of the same recipe, in turn.

  ninja -C build tests/perf/perf-stimulus
  tests/perf/stimulus.py build/tests/perf/perf-stimulus MODEL.safetensors [LAYER] [--units 16] [--threads 1]

Both work on batches of the same size from noise of the same kind; PyTorch's loop does without redirected
ReLUs, which cost it extra. Says processor and wall clock seconds, their ratio, and the mean activation reached.
"""
import argparse
import json
import math
import struct
import subprocess
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

CHANNELS = [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]


def load(path):
    with open(path, "rb") as f:
        size, = struct.unpack("<Q", f.read(8))
        head = json.loads(f.read(size))
        data = f.read()
    about = head.pop("__metadata__", {})
    kinds = {"F32": "<f4", "F16": "<f2"}
    return about, {name: torch.from_numpy(np.frombuffer(data[t["data_offsets"][0]:t["data_offsets"][1]],
                                                       kinds[t["dtype"]]).astype(np.float32).reshape(t["shape"]))
                   for name, t in head.items()}


def trunk(weights, layer):
    """The conv layers up to and with LAYER, 1 to 8, and its ReLU."""
    layers, at = [], 0
    for c in CHANNELS:
        if c == "M":
            layers.append(nn.MaxPool2d(2))
        else:
            w, b = weights[f"features.{at}.weight"], weights[f"features.{at}.bias"]
            conv = nn.Conv2d(w.shape[1], w.shape[0], 3, padding=1)
            conv.weight.data, conv.bias.data = w, b
            layers += [conv, nn.ReLU()]
            layer -= 1
            at += 1
            if layer == 0:
                break
        at += 1
    net = nn.Sequential(*layers)
    for p in net.parameters():
        p.requires_grad_(False)
    return net


COLORS = torch.tensor([[0.26, 0.09, 0.02], [0.27, 0.0, -0.05], [0.27, -0.09, 0.03]])
COLORS = COLORS / COLORS.norm(dim=0).max()


def shaken(image):
    n, _, side, _ = image.shape
    theta = torch.zeros(n, 2, 3)
    for i in range(n):
        scale = 1 + (np.random.randint(11) - 5) / 50
        turn = np.random.randint(26)
        angle = (turn - 10) * math.pi / 180 if turn < 21 else 0
        shift = np.random.randint(9, size=2) - 4 + np.random.randint(5, size=2) - 2
        c, s = math.cos(angle) / scale, math.sin(angle) / scale
        theta[i] = torch.tensor([[c, -s, 2 * shift[0] / side], [s, c, 2 * shift[1] / side]])
    grid = F.affine_grid(theta, image.shape, align_corners=True)
    return F.grid_sample(image - 0.5, grid, align_corners=True) + 0.5


def clear(net, units, side, steps):
    fy, fx = torch.fft.fftfreq(side)[:, None], torch.fft.rfftfreq(side)[None]
    scale = 1 / torch.clamp((fy ** 2 + fx ** 2).sqrt(), min=1 / side)
    p = (0.01 * torch.randn(len(units), 3, side, side // 2 + 1, 2)).requires_grad_(True)
    adam = torch.optim.Adam([p], lr=0.05)
    at = torch.arange(len(units))

    def picture():
        x = torch.fft.irfft2(torch.view_as_complex(p) * scale, s=(side, side), norm="ortho") / 4
        return torch.sigmoid(torch.einsum("ck,nkyx->ncyx", COLORS, x))

    for _ in range(steps):
        adam.zero_grad()
        (-net((shaken(picture()) - 0.5) / 0.25)[at, units].mean((1, 2)).sum()).backward()
        adam.step()
    with torch.no_grad():
        return net((picture() - 0.5) / 0.25)[at, units].mean((1, 2))


def paper(net, units, side, steps):
    x = (0.5 + 0.1 * (2 * torch.rand(1, 3, side, side) - 1)).repeat(len(units), 1, 1, 1)
    at = torch.arange(len(units))
    for _ in range(steps):
        x = x.detach().requires_grad_(True)
        g, = torch.autograd.grad(net((x - 0.5) / 0.25)[at, units].mean((1, 2)).sum(), x)
        size = g.square().mean((1, 2, 3), keepdim=True).sqrt()
        x = (x + torch.where(size > 0, 0.02 * g / size, torch.zeros(()))).clamp(0, 1)
    with torch.no_grad():
        return net((x - 0.5) / 0.25)[at, units].mean((1, 2))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("model")
    parser.add_argument("layer", nargs="?", default="conv8")
    parser.add_argument("--units", type=int, default=32)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    about, weights = load(args.model)
    layer = int(args.layer[-1])
    side = int(about["image_size"])
    net = trunk(weights, layer)
    n = min(args.units, net[-2].out_channels)
    for preset, ascend in (("paper", paper), ("clear", clear)):
        best = {}
        for _ in range(args.rounds):
            done = subprocess.run([args.program, args.model, args.layer, preset, str(args.steps), str(n),
                                   str(args.batch), str(args.threads)], capture_output=True, check=True, text=True)
            wall, processor, _, reached = map(float, done.stdout.split())
            best["ours"] = min(best.get("ours", (math.inf,)), (processor, wall, reached))
            begin, processor = time.monotonic(), time.process_time()
            canvas = min(side, 128) if preset == "clear" else side
            reached = torch.cat([ascend(net, torch.arange(i, min(i + args.batch, n)), canvas, args.steps)
                                 for i in range(0, n, args.batch)])
            best["torch"] = min(best.get("torch", (math.inf,)),
                                (time.process_time() - processor, time.monotonic() - begin, float(reached.mean())))
        for who, (processor, wall, reached) in best.items():
            print(f"{preset:6} {args.layer} {n} units {args.steps} steps  {who:6} {processor:7.2f} s processor "
                  f"{wall:7.2f} s wall  activation {reached:.3f}")
        print(f"{preset:6} PyTorch / ours: {best['torch'][0] / best['ours'][0]:.2f} processor, "
              f"{best['torch'][1] / best['ours'][1]:.2f} wall")


if __name__ == "__main__":
    main()
