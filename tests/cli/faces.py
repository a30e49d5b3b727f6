# SPDX-License-Identifier: GPL-3.0-or-later
"""faces and inspect."""
import os
import shutil
import signal
import subprocess
import time

import harness
from harness import Skip, faces, fails, frames, run, run_json

SMALL = ("--people", "1", "--width", "64", "--height", "86")


def test_faces_are_named_as_in_kdef(_):
    names = {path.name for path in frames(faces())}
    assert len(names) == 8 * 7 * 5 * 2, len(names)
    for name in ("AF01HAS.JPG", "BM04SUFR.JPG", "AM01ANHL.JPG"):
        assert name in names, name


def test_seed_alone_decides_every_byte(folder):
    try:
        elsewhere = harness.comma_locale()
    except Skip:
        elsewhere = {}
    run("faces", folder / "one", *SMALL, "--seed", 1)
    run("faces", folder / "again", *SMALL, "--seed", 1, "--threads", 1, **elsewhere)
    run("faces", folder / "other", *SMALL, "--seed", 2)
    drawn = {name: [path.read_bytes() for path in frames(folder / name)] for name in ("one", "again", "other")}
    assert len(drawn["one"]) == 70
    assert drawn["one"] == drawn["again"]
    assert drawn["one"] != drawn["other"]


def test_truth_stands_beside_the_frames(folder):
    run("faces", folder / "drawn", *SMALL, "--truth")
    masks = list((folder / "drawn").rglob("*.png"))
    assert len(masks) == 2 * 70, len(masks)
    assert harness.png_size(masks[0]) == (64, 86)
    # The masks are no frames.
    assert run_json("inspect", folder / "drawn")["frames"] == 70


def test_faces_where_nothing_can_be_written(folder):
    (folder / "file").write_text("not a folder")
    fails("faces", folder / "file", *SMALL, naming=folder / "file")


def test_interrupt(folder):
    started = subprocess.Popen([harness.CLI, "faces", folder / "many"], stderr=subprocess.PIPE,
                               stdin=subprocess.DEVNULL)
    while not frames(folder) and started.poll() is None:
        time.sleep(0.01)
    started.send_signal(signal.SIGINT)
    _, message = started.communicate(timeout=60)
    assert started.returncode == 130, started.returncode
    assert b"interrupted" in message, message


def test_inspect_counts(_):
    seen = run_json("inspect", faces())
    assert seen["kind"] == "kdef"
    assert (seen["people"], seen["frames"], seen["usable"]) == (8, 560, 560)
    assert seen["counts"]["expression"]["happy"] == 80
    assert seen["counts"]["angle"]["straight"] == 112
    assert seen["counts"]["session"] == {"A": 280, "B": 280}
    assert seen["faults"] == []
    text = run("inspect", faces()).stdout
    assert "KDEF" in text and "560" in text and "happy 80" in text


def test_inspect_finds_faults(folder):
    broken = folder / "broken"
    shutil.copytree(faces(), broken)
    victims = frames(broken)
    victims[3].write_bytes(victims[3].read_bytes()[:2000])
    victims[7].write_bytes(b"")
    faults = {fault["path"].rsplit("/", 1)[-1]: fault["fault"] for fault in run_json("inspect", broken)["faults"]}
    assert faults == {victims[3].name: "unreadable", victims[7].name: "unreadable"}, faults
    assert victims[3].name in run("inspect", broken).stdout
    unchecked = run_json("inspect", broken, "--no-check")
    assert unchecked["checked"] is False and unchecked["faults"] == []


def test_inspect_nothing(folder):
    fails("inspect", folder, naming=folder)
    fails("inspect", folder / "nowhere", naming=folder / "nowhere")


def test_standard_output_that_is_full(_):
    if not os.path.exists("/dev/full"):
        raise Skip("no /dev/full")
    with open("/dev/full", "wb") as full:
        done = subprocess.run([harness.CLI, "inspect", "--json", faces()], stdout=full,
                              stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1, done.returncode
    assert b"standard output" in done.stderr


harness.main(globals())
