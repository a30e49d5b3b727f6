#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/engine/golden/*.safetensors, the numbers that test-golden.c holds the engine against.

Made with PyTorch 1.13 (Debian 12's python3-torch), one thread, seed 2024:  ./golden.py
Parameters and pictures are not stored: both sides draw them from xoshiro256** with the seed.
"""
import json, math, os, struct

import numpy as np
import torch
from torch import nn

SEED = 2024
CHANNELS = [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]
MASK = (1 << 64) - 1
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden")


class Random:
    """fus_random_seed (seed, 0) and fus_random_uniform ()."""

    def __init__(self, seed):
        self.s = []
        for _ in range(4):
            seed = (seed + 0x9E3779B97F4A7C15) & MASK
            z = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
            self.s.append(z ^ (z >> 31))

    def uniform(self):
        s = self.s
        rotate = lambda x, k: ((x << k) | (x >> (64 - k))) & MASK
        result = (rotate((s[1] * 5) & MASK, 7) * 9) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 45)
        return (result >> 11) * 2.0**-53

    def array(self, shape, bound):
        n = math.prod(shape)
        return torch.from_numpy(np.array([bound * (2 * self.uniform() - 1) for _ in range(n)]).astype(np.float32).reshape(shape))


class VGG11(nn.Module):
    def __init__(self, image_size, width, heads):
        super().__init__()
        layers, before = [], 3
        for c in CHANNELS:
            if c == "M":
                layers.append(nn.MaxPool2d(2))
            else:
                c = max(1, round(c * width))
                layers += [nn.Conv2d(before, c, 3, padding=1), nn.ReLU()]
                before = c
        side, hidden = image_size // 32, max(1, round(4096 * width))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Linear(before * side * side, hidden), nn.ReLU(), nn.Dropout(0),
                                        nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(0))
        self.heads = nn.ModuleDict({task: nn.Linear(hidden, n) for task, n in heads.items()})

    def forward(self, x):
        x = self.classifier(torch.flatten(self.features(x), 1))
        return {task: head(x) for task, head in self.heads.items()}


def network(image_size, width, random):
    net = VGG11(image_size, width, {"identity": 3, "expression": 4})
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(random.array(p.shape, 0.1 if p.dim() == 1 else math.sqrt(6 / p[0].numel())))
    return net.eval()


def flat(tensors):
    return torch.cat([t.detach().reshape(-1) for t in tensors])


def losses(net, x, labels):
    out = net(x)
    result = []
    for task, y in labels.items():
        y = torch.tensor(y)
        labelled = y >= 0
        # The mean over no frame at all is nothing to learn from.
        result.append(nn.functional.cross_entropy(out[task][labelled], y[labelled]) if labelled.any() else out[task].sum() * 0)
    return result


def write(name, tensors, metadata):
    header, data = {"__metadata__": metadata}, b""
    for key, value in tensors.items():
        value = value.detach().numpy().astype("<f4")
        header[key] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [len(data), len(data) + value.nbytes]}
        data += value.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(FOLDER, name), "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


def training():
    """Loss, every gradient, and five steps of SGD; 32 px, width 0.05."""
    random = Random(SEED)
    net = network(32, 0.05, random)
    x = random.array((5, 3, 32, 32), 2)
    both = {"identity": [0, 2, -1, 1, -1], "expression": [3, -1, 0, -1, 1]}
    masked = {"identity": [0, 2, 2, 1, 0], "expression": [-1] * 5}
    tensors = {}
    for name, labels in (("both", both), ("masked", masked)):
        net.zero_grad(set_to_none=False)
        loss = losses(net, x, labels)
        sum(loss).backward()
        tensors[name + ".loss"] = torch.stack(loss)
        if name == "both":
            tensors["both.gradient"] = flat(p.grad for p in net.parameters())
        else:
            # conv1's and the heads' are enough: the rest hangs between them.
            tensors["masked.gradient.conv1"] = net.features[0].weight.grad.clone()
            tensors["masked.gradient.identity"] = net.heads["identity"].weight.grad.clone()
            tensors["masked.gradient.expression"] = net.heads["expression"].weight.grad.clone()
    before = flat(net.parameters())
    optimizer = torch.optim.SGD(net.parameters(), lr=0.02, momentum=0.9, weight_decay=0.01)
    for _ in range(5):
        optimizer.zero_grad()
        sum(losses(net, x, both)).backward()
        optimizer.step()
    # The change, not the result: it is what the steps are about, and small beside the weights.
    tensors["change"] = flat(net.parameters()) - before
    return tensors


def explanation(image_size):
    """Logits, Grad-CAM at conv8 and a unit's gradient with respect to the picture; width 0.1."""
    random = Random(SEED)
    net = network(image_size, 0.1, random)
    x = random.array((2, 3, image_size, image_size), 2)
    tensors = {"logits." + t: v for t, v in net(x).items()}
    for task in ("identity", "expression"):
        a = net.features[:-1](x).detach().requires_grad_(True)
        logits = net.heads[task](net.classifier(torch.flatten(net.features[-1](a), 1)))
        g, = torch.autograd.grad(logits[:, 1].sum(), a)
        tensors["gradcam." + task] = torch.relu((g.mean((2, 3), keepdim=True) * a).sum(1))
    x = x[:1].clone().requires_grad_(True)
    g, = torch.autograd.grad(net.features[:-1](x)[0, 7].mean(), x)
    tensors["image.gradient"] = g
    return tensors


if __name__ == "__main__":
    torch.set_num_threads(1)
    about = {"made by": "tests/engine/golden.py", "torch": torch.__version__, "seed": str(SEED)}
    os.makedirs(FOLDER, exist_ok=True)
    write("training-32.safetensors", training(), about)
    for size in (64, 96):
        write(f"explanation-{size}.safetensors", explanation(size), about)
