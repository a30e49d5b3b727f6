# SPDX-License-Identifier: GPL-3.0-or-later
"""Inputs as people and other programs leave them: each is read, or told for what it is; none is waited for."""
import base64
import json
import os
import shutil
import stat
import struct
import subprocess

import harness
from harness import CLI, fails, frames, run, run_json

LABELS = {"AF": "fear", "AN": "anger", "DI": "disgust", "HA": "happy", "NE": "neutral", "SA": "sad", "SU": "surprise"}


def straight(people=6):
    return [path for path in frames(harness.faces(people)) if len(path.stem) == 7]


def classes(folder):
    """Four people of five frames."""
    pictures = straight()
    for number, name in enumerate("abcd"):
        (folder / name).mkdir(parents=True)
        for frame in range(5):
            shutil.copy(pictures[number * 14 + frame], folder / name / f"{frame}.jpg")
    return folder


def weights(folder):
    path = folder / "model.safetensors"
    run("init", path, "--task", "expression", "--image-size", 32, "--width", 0.1)
    return path


def test_pipes_are_not_waited_for(folder):
    data = classes(folder / "data")
    os.mkfifo(data / "notes.csv")
    assert run_json("inspect", data)["frames"] == 20
    for name in ("a.npy", "a.png", "a.mp4#0"):
        file = name.removesuffix("#0")
        os.mkfifo(folder / file)
        fails("predict", weights(folder), folder / name, naming=file)
    os.mkfifo(folder / "study.json")
    fails("train", folder, naming="study.json")
    os.mkfifo(folder / "pipe.safetensors")
    fails("predict", folder / "pipe.safetensors", straight()[0], naming="pipe.safetensors")


def test_outputs_that_are_no_files_are_written_into(folder):
    os.mkfifo(folder / "pipe")
    reader = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    run("gradcam", weights(folder), straight()[0], "--task", "expression", "--png", folder / "pipe")
    assert os.read(reader, 8) == b"\x89PNG\r\n\x1a\n"
    assert stat.S_ISFIFO(os.lstat(folder / "pipe").st_mode)
    os.close(reader)


def test_a_device_stays_a_device(folder):
    device = folder / "null"
    try:
        os.mknod(device, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    except PermissionError as reason:
        raise harness.Skip("only root makes devices") from reason
    run("gradcam", weights(folder), straight()[0], "--task", "expression", "--png", device, "--npy", device)
    assert stat.S_ISCHR(os.lstat(device).st_mode)


def test_pictures_as_phones_and_browsers_leave_them(folder):
    model, jpeg = weights(folder), straight()[0].read_bytes()
    assert jpeg.endswith(b"\xff\xd9")
    webp = base64.b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
    for name, data in {"no-end.jpg": jpeg[:-2], "trailer.jpg": jpeg + b"SEFH" + bytes(range(200)) * 20,
                       "trailer-no-end.jpg": jpeg[:-2] + b"\0\0SEFH" + bytes(range(1, 200)) * 20}.items():
        (folder / name).write_bytes(data)
        told = run_json("predict", model, folder / name)["results"][0]["heads"]
        assert told == run_json("predict", model, straight()[0])["results"][0]["heads"], name
    # Whether WebP can be read is up to the system's loaders; if not, that is said.
    (folder / "one.webp").write_bytes(webp)
    done = subprocess.run([CLI, "predict", model, folder / "one.webp"], capture_output=True, check=False)
    assert done.returncode == 0 or b"WebP" in done.stderr, done.stderr
    (folder / "drawing.jpg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="9000"/>')
    fails("predict", model, folder / "drawing.jpg", naming="SVG")


def test_what_programs_leave_beside_pictures(folder):
    data = classes(folder / "data")
    for picture in list(frames(data)):
        for litter in ("@eaDir", "#recycle"):
            below = picture.parent / litter / picture.name
            below.mkdir(parents=True)
            shutil.copy(picture, below / "SYNOPHOTO_THUMB_M.jpg")
    seen = run_json("inspect", data)
    assert (seen["people"], seen["frames"]) == (4, 20), seen
    assert any("@eaDir" in note or "#recycle" in note for note in seen["notes"]), seen["notes"]


def manifest(folder, spelling, encoding="utf-8", separator=",", end="\n"):
    (folder / "faces").mkdir(parents=True)
    lines = [separator.join(("path", "identity", "expression"))]
    for picture in straight():
        path = f"faces/Zoë {picture.name}"
        shutil.copy(picture, folder / path)
        lines.append(separator.join((spelling(path), picture.stem[1:4], LABELS[picture.stem[4:6]])))
    (folder / "manifest.csv").write_bytes((end.join(lines) + end).encode(encoding))
    return run_json("inspect", folder)


def test_tables_from_elsewhere(folder):
    variants = {
        "plain": (lambda path: path, {}),
        "absolute": (lambda path: str(folder / "absolute" / path), {}),
        "backslashes": (lambda path: path.replace("/", "\\"), {}),
        "ending": (lambda path: path.replace(".JPG", ".jpg"), {}),
        "composed": (lambda path: path.replace("ë", "e\u0308"), {}),
        "semicolons": (lambda path: path, {"separator": ";"}),
        "tabs": (lambda path: path, {"separator": "\t", "encoding": "utf-16"}),
        "old-mac": (lambda path: path, {"end": "\r"}),
    }
    for name, (spelling, options) in variants.items():
        seen = manifest(folder / name, spelling, **options)
        assert seen["usable"] == 84, (name, seen)
        changed = name in ("absolute", "backslashes", "ending", "composed")
        assert any("not there just as" in note for note in seen["notes"]) == changed, (name, seen["notes"])


def test_nothing_usable_says_why(folder):
    folder.joinpath("manifest.csv").write_text(
        "path,identity,expression\n" + "".join(f"gone/{i}.jpg,{i % 4},happy\n" for i in range(40)), encoding="utf-8")
    done = run("new", folder / "study", "--data", folder, status=1)
    assert "not there" in done.stderr and "gone/0.jpg" in done.stderr, done.stderr


def test_one_class_is_no_data_set(folder):
    pictures = straight()
    (folder / "one").mkdir()
    for number in range(20):
        shutil.copy(pictures[number], folder / "one" / f"{number}.jpg")
    fails("inspect", folder, naming="one class")


def test_one_expression_is_no_study(folder):
    pictures = straight()
    for part in ("train", "test"):
        (folder / "data" / part / "happy").mkdir(parents=True)
        (folder / "data" / part / "sad").mkdir()
        for number in range(6):
            shutil.copy(pictures[number], folder / "data" / part / "happy" / f"{number}.jpg")
    shutil.copy(pictures[7], folder / "data" / "test" / "sad" / "7.jpg")
    fails("new", folder / "study", "--data", folder / "data", "--no-check", naming="show one, happy")


def test_names_of_kdef_within_others(folder):
    for picture in straight():
        below = folder / "suffixed" / picture.stem[:4]
        below.mkdir(parents=True, exist_ok=True)
        shutil.copy(picture, below / f"{picture.stem}_crop.jpg")
        below = folder / "touching" / picture.stem[:4]
        below.mkdir(parents=True, exist_ok=True)
        shutil.copy(picture, below / f"kdef{picture.stem}.jpg")
    seen = run_json("inspect", folder / "suffixed")
    assert (seen["kind"], seen["people"], seen["frames"]) == ("kdef", 6, 84), seen
    seen = run_json("inspect", folder / "touching")
    assert seen["kind"] == "folders" and any("84 names look like KDEF's" in n for n in seen["notes"]), seen


def test_numbers_for_expressions(folder):
    pictures = straight()
    for part in ("train", "test"):
        for code in range(1, 8):
            below = folder / part / str(code)
            below.mkdir(parents=True)
            shutil.copy(pictures[code], below / "0.jpg")
    fails("inspect", "--no-check", folder, naming="RAF-DB")


def test_voxceleb_names_with_a_dot(folder):
    for separator in ("\t", ","):
        data = folder / ("tabs" if separator == "\t" else "commas")
        for person in ("Ann_Lee", "Harry_Doe_Jr."):
            for video in ("1zcIwhmdeo4", "-GFVlFhDfXk"):
                below = data / "unzippedFaces" / person / "1.6" / video
                below.mkdir(parents=True)
                shutil.copy(straight()[0], below / "0000025.jpg")
        rows = (("VoxCeleb1 ID", "VGGFace1 ID", "Gender"), ("id10001", "Ann_Lee", "f"),
                ("id10002", "Harry_Doe_Jr.", "m"))
        (data / "vox1_meta.csv").write_text("".join(separator.join(row) + "\n" for row in rows), encoding="utf-8")
        assert run_json("inspect", data)["counts"]["sex"] == {"F": 2, "M": 2}


def test_folders_70_deep(folder):
    deep = folder.joinpath(*["d"] * 70)
    for name in ("a", "b"):
        (deep / name).mkdir(parents=True)
        shutil.copy(straight()[0], deep / name / "0.jpg")
    assert run_json("inspect", folder)["frames"] == 2


def test_names_that_are_not_utf8(folder):
    latin = os.fsencode(folder) + b"/K\xe4"
    shutil.copytree(os.fsencode(harness.faces(6)), latin)
    done = subprocess.run([CLI, "inspect", "--json", "--no-check", latin], capture_output=True, check=True)
    assert json.loads(done.stdout.decode())["people"] == 6


def test_names_of_classes_in_the_plain_locale(folder):
    path = weights(folder)
    data = path.read_bytes()
    size, = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + size])
    names = json.loads(header["__metadata__"]["classes.expression"])
    header["__metadata__"]["classes.expression"] = json.dumps(["Zoë", *names[1:]])
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data[8 + size:])
    run("gradcam", path, straight()[0], "--task", "expression", "--class", "Zoë", LC_ALL="C")


def test_names_of_weights_in_wrappers(folder):
    run("init", folder / "a.safetensors", "--task", "identity", "--identities", 10, "--image-size", 224,
        "--width", 0.05)
    run("convert", "--task", "identity", folder / "a.safetensors", folder / "plain.safetensors")
    data = (folder / "plain.safetensors").read_bytes()
    size, = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + size])
    del header["__metadata__"]

    def write(tensors):
        text = json.dumps(tensors).encode()
        text += b" " * (-len(text) % 8)
        (folder / "w.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data[8 + size:])

    results = set()
    for rename in (lambda name: name, lambda name: "module." + name, lambda name: "model." + name,
                   lambda name: "module.model." + name, lambda name: name.replace("features.", "features.module.")):
        write({rename(name): value for name, value in header.items()})
        run("convert", "--task", "identity", folder / "w.safetensors", folder / "x.safetensors")
        results.add((folder / "x.safetensors").read_bytes())
    assert len(results) == 1
    write({"features.1.num_batches_tracked": {"dtype": "I64", "shape": [], "data_offsets": [0, 8]}, **header})
    fails("convert", "--task", "identity", folder / "w.safetensors", folder / "x.safetensors", naming="vgg11_bn")


def test_a_study_through_a_link(folder):
    run("new", folder / "study", "--data", harness.faces(6), "--image-size", 32, "--width", 0.1, "--epochs", 1)
    (folder / "far" / "away").mkdir(parents=True)
    (folder / "far" / "away" / "link").symlink_to(folder / "study")
    run("train", folder / "far" / "away" / "link", "--task", "identity")


harness.main(globals())
