# SPDX-License-Identifier: GPL-3.0-or-later
"""Data sets other than drawn faces, and a study of two: identity from one, expression from the other."""
import csv
import json
import math
import random
import shutil
import struct
import zlib

import harness
from harness import fails, refused, run, run_json

TINY = ("--image-size", 32, "--width", 0.05, "--epochs", 4, "--batch", 16, "--seed", 7,
        "--learning-rate", 0.01)
THREADS = ("--threads", 2)
SIDE = 48


def write_png(path, pixels, width, height):
    """8-bit grey."""
    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
    rows = b"".join(b"\0" + bytes(pixels[y * width:(y + 1) * width]) for y in range(height))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
                     + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def pattern(kind, number, generator):
    """A square whose place tells the class, on noise: KIND is left to right, or top to bottom."""
    pixels = [generator.randrange(60, 120) for _ in range(SIDE * SIDE)]
    start = 2 + number * 6
    for a in range(start, min(start + 8, SIDE)):
        for b in range(8, 40):
            pixels[b * SIDE + a if kind == "identity" else a * SIDE + b] = 240
    return pixels


def voxceleb(folder, people=4, videos=5, frames=4):
    generator = random.Random(1)
    for person in range(people):
        for video in range(videos):
            for frame in range(frames):
                write_png(folder / f"unzippedFaces/Person_{person}/1.6/video-{video}/{frame:07}.png",
                          pattern("identity", person, generator), SIDE, SIDE)
    (folder / "vox1_meta.csv").write_text("VoxCeleb1 ID\tVGGFace1 ID\tGender\tNationality\tSet\n"
                                          + "".join(f"id1000{p}\tPerson_{p}\t{'mf'[p % 2]}\tSweden\tdev\n"
                                                    for p in range(people)))
    return folder


def fer2013(folder):
    generator = random.Random(2)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "fer2013.csv", "w", encoding="ascii") as f:
        f.write("emotion,pixels,Usage\n")
        for usage, each in (("Training", 8), ("PublicTest", 2), ("PrivateTest", 3)):
            for emotion in range(7):
                for _ in range(each):
                    pixels = " ".join(map(str, pattern("expression", emotion, generator)))
                    f.write(f"{emotion},{pixels},{usage}\n")
        f.write("3,1 2 3,Training\n")
    return folder


def rows(study):
    with open(study / "frames.csv", encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def test_inspect_voxceleb(folder):
    seen = run_json("inspect", voxceleb(folder))
    assert (seen["kind"], seen["people"], seen["frames"], seen["usable"]) == ("voxceleb", 4, 80, 80), seen
    assert seen["counts"]["sex"] == {"F": 40, "M": 40}, seen
    assert run_json("inspect", folder, "--max-per-person", 6)["frames"] == 24


def test_inspect_fer2013(folder):
    seen = run_json("inspect", fer2013(folder))
    assert (seen["kind"], seen["frames"]) == ("fer2013", 91), seen
    assert seen["counts"]["part"] == {"train": 56, "test": 35}, seen
    assert any("row 93" in note for note in seen["notes"]), seen["notes"]
    assert run_json("inspect", folder, "--fer-test", "public")["counts"]["part"]["test"] == 14
    assert run_json("inspect", folder, "--fer-test", "private")["counts"]["part"]["test"] == 21
    refused("inspect", folder, "--fer-test", "third", naming="third")
    refused("inspect", folder, "--max-per-person", -1, naming="max-per-person")


def test_fer2013_keeps_its_parts(folder):
    told = run("new", folder / "study", "--data", fer2013(folder / "fer"), "--fer-test", "private", *TINY)
    assert "row 93" in told.stderr, told.stderr
    parts = {row["path"]: row["part"] for row in rows(folder / "study")}
    assert list(parts.values()).count("train") == 56 and list(parts.values()).count("test") == 21
    # Rows 58 to 71 are the public test's.
    assert "fer2013.csv#57" in parts and "fer2013.csv#58" not in parts and "fer2013.csv#72" in parts
    assert {row["set"] for row in rows(folder / "study")} == {"expression"}
    written = json.loads((folder / "study/study.json").read_text())
    assert written["datasets"][0]["fer-test"] == "private"


def test_voxceleb_is_split_by_video(folder):
    run("new", folder / "study", "--data", voxceleb(folder / "vox"), *TINY)
    part_of = {}
    for row in rows(folder / "study"):
        video = row["path"].rsplit("/", 1)[0]
        assert part_of.setdefault(video, row["part"]) == row["part"], video
    assert sorted(part_of.values()).count("test") == 4
    for person in range(4):
        assert sum(part == "test" for video, part in part_of.items() if f"Person_{person}/" in video) == 1


def test_manifest_and_folders(folder):
    generator = random.Random(3)
    for person in range(6):
        for frame in range(6):
            write_png(folder / f"orl/s{person}/{frame}.png", pattern("identity", person, generator), SIDE, SIDE)
    seen = run_json("inspect", folder / "orl")
    assert (seen["kind"], seen["people"], seen["frames"]) == ("folders", 6, 36), seen
    run("new", folder / "study", "--data", folder / "orl", *TINY)
    with open(folder / "orl/table.csv", "w", encoding="utf-8") as f:
        f.write("path,identity,expression,angle,session,part\n")
        for person in range(6):
            for frame in range(6):
                f.write(f"s{person}/{frame}.png,Person {person},{('sad', 'joy')[frame % 2]},S,A,"
                        f"{'test' if frame > 3 else 'train'}\n")
        f.write("s0/0.png,Person 0,bored,S,A,train\n")
    seen = run_json("inspect", folder / "orl/table.csv")
    assert (seen["kind"], seen["people"], seen["frames"]) == ("manifest", 6, 36), seen
    assert any("row 38" in note for note in seen["notes"]), seen["notes"]
    run("new", folder / "tabled", "--data", folder / "orl/table.csv", *TINY)
    for row in rows(folder / "tabled"):
        assert row["part"] == ("test" if int(row["path"][3]) > 3 else "train"), row


def test_crop_of_each_data_set(folder):
    voxceleb(folder / "vox")
    fer2013(folder / "fer")
    two = ("--data", folder / "vox", "--data", folder / "fer")
    run("new", folder / "study", *two, "--crop", "0.1,0.2,0.5,0.5", "--crop", "whole", *TINY)
    crops = [data["crop"] for data in json.loads((folder / "study/study.json").read_text())["datasets"]]
    assert crops == [{"x": 0.1, "y": 0.2, "width": 0.5, "height": 0.5, "keeps-shape": True},
                     {"x": 0, "y": 0, "width": 1, "height": 1}]
    refused("new", folder / "other", "--data", folder / "vox", "--crop", "whole", "--crop", "whole", *TINY)
    refused("new", folder / "other", "--data", folder / "vox", "--crop", "oval", *TINY, naming="oval")


def test_two_data_sets_end_to_end(folder):
    """The joint network learns identity from one set and expression from the other; all else follows."""
    study = folder / "study"
    told = run("new", study, "--data", voxceleb(folder / "vox"), "--data", fer2013(folder / "fer"), *TINY).stdout
    assert "identity: 4 classes, 64 frames to train, 16 to test" in told, told
    assert "expression: 7 classes, 56 frames to train, 35 to test" in told, told
    for row in rows(study):
        assert (row["set"], row["dataset"]) in {("identity", "0"), ("expression", "1")}, row
    run("train", study, *THREADS)
    with open(study / "training/joint.csv", encoding="utf-8", newline="") as f:
        log = list(csv.DictReader(f))
    # A frame counts for the head of its own set only: both have a loss and an accuracy of their own.
    for row in log:
        assert all(math.isfinite(float(row[name])) for name in row if "accuracy" in name or "loss" in name), row
    told = {one["name"]: one for one in run_json("analyze", study, "--only", "decoding", *THREADS)["analyses"]}
    n = {"identity": 16, "expression": 35}
    for row in told["decoding"]["accuracy"] + told["decoding"]["decoding"]:
        assert row["n"] == n[row["task"]] and 0 <= row["accuracy"] <= 1, row
    assert len(told["decoding"]["accuracy"]) == 4 and len(told["decoding"]["decoding"]) == 6
    joint = study / "networks/joint.safetensors"
    picture = next(iter(sorted((folder / "vox").rglob("*.png"))))
    heads = run_json("predict", joint, picture)
    assert heads, heads
    run("gradcam", joint, picture, "--task", "expression", "--png", folder / "map.png")
    run("figures", study, "--out", folder / "figures")
    assert any((folder / "figures").iterdir())


def test_broken_data(folder):
    voxceleb(folder / "vox", people=4, videos=2, frames=3)
    victim = sorted((folder / "vox").rglob("*.png"))[0]
    victim.write_bytes(victim.read_bytes()[:60])
    seen = run_json("inspect", folder / "vox")
    assert [fault["fault"] for fault in seen["faults"]] == ["unreadable"], seen["faults"]
    (folder / "empty").mkdir()
    fails("inspect", folder / "empty", naming=folder / "empty")
    (folder / "bad").mkdir()
    (folder / "bad/manifest.csv").write_text('path,identity\n"a.jpg,Ann\n')
    fails("inspect", folder / "bad", naming="Row 2")
    # The faults of the second data set are found too.
    fer2013(folder / "fer")
    moved = folder / "vox2"
    shutil.copytree(folder / "vox", moved)
    run("new", folder / "study", "--data", folder / "vox", "--data", folder / "fer", *TINY)
    assert sum(row["fault"] == "unreadable" for row in rows(folder / "study")) == 1


def test_pictures_in_both_parts(folder):
    """What is tested on must not have been learned: told by content, whatever files are called."""
    drawn = harness.frames(harness.faces())[::10]
    data = folder / "data"
    for i, path in enumerate(drawn):
        target = data / ("test" if i % 5 == 0 else "train") / "abc"[i % 3] / f"{i}.jpg"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    told = run_json("inspect", data)
    assert told["twins"] == [] and told["twins_across_parts"] == 0, told["twins"]
    assert "training frames, too" not in run("new", folder / "clean", "--data", data, *TINY).stderr
    shutil.copy(data / "train/b/1.jpg", data / "test/b/other.jpg")
    shutil.copy(data / "train/b/4.jpg", data / "train/b/twice.jpg")
    told = run_json("inspect", data)
    assert [twin["path"] for twin in told["twins"]] == ["test/b/other.jpg", "train/b/1.jpg", "train/b/4.jpg",
                                                        "train/b/twice.jpg"], told["twins"]
    assert told["twins_across_parts"] == 1
    sentence = "The picture of 1 test frame is among the training frames, too: “test/b/other.jpg” shows what “train/b/1.jpg” shows."
    assert sentence in run("inspect", data).stdout
    assert sentence in run("new", folder / "study", "--data", data, *TINY).stderr


def test_names_steer_no_terminal(folder):
    """What a file or a class is called reaches a terminal as text."""
    data = folder / "data"
    for i, path in enumerate(harness.frames(harness.faces())[:6]):
        target = data / ("good" if i % 2 else "b\x1b]0;title\x07d") / f"{i}.jpg"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    (data / "good" / "x\x1b[2J\u009b31m\u202ey.jpg").write_bytes(b"no picture")
    done = run("inspect", data)
    assert "good/x\\x1b[2J\\x9b31m\\u202ey.jpg: unreadable" in done.stdout, done.stdout
    done = [done, run("inspect", data / "b\x1b]0;title\x07d/none", status=1)]
    for text in (text for one in done for text in (one.stdout, one.stderr)):
        assert not any(character in text for character in "\x1b\x07\u009b\u202e"), text
    assert "b\\x1b]0;title\\x07d" in done[1].stderr, done[1].stderr


harness.main(globals())
