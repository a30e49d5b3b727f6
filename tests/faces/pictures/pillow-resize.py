#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes pillow-box.inc and pillow-bilinear.inc, which test-resize.c reads. Pillow 9.4.0."""
import pathlib
from PIL import Image

here = pathlib.Path(__file__).parent
pattern = bytes((x * 37 + y * 59 + c * 83 + x * y * 11) % 256
                for y in range(9) for x in range(12) for c in range(3))
image = Image.frombytes('RGB', (12, 9), pattern)
for name, size, method in (('box', (4, 3), Image.BOX), ('bilinear', (17, 20), Image.BILINEAR)):
    values = image.resize(size, method).tobytes()
    lines = [', '.join(map(str, values[i:i + 17])) + ',' for i in range(0, len(values), 17)]
    (here / f'pillow-{name}.inc').write_text('\n'.join(lines) + '\n')
