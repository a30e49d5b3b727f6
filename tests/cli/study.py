# SPDX-License-Identifier: GPL-3.0-or-later
"""new and train: a study from its first to its last byte."""
import contextlib
import csv
import json
import shutil
import signal
import subprocess
import time

import harness
from harness import CLI, faces, fails, refused, run, run_json

TINY = ("--image-size", 32, "--width", 0.05, "--epochs", 3, "--batch", 16, "--seed", 7)
# The same bytes are promised for the same number of threads.
THREADS = ("--threads", 2)


def new(study, *options, **environment):
    return run("new", study, "--data", faces(), *TINY, *options, **environment)


def weights(study, network):
    return (study / f"networks/{network}.safetensors").read_bytes()


def test_new_writes_a_study(folder):
    told = new(folder / "study").stdout
    assert "560 frames of 8 people" in told, told
    protocol = json.loads((folder / "study/study.json").read_text())
    assert protocol, "study.json is empty"
    with open(folder / "study/frames.csv", encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    assert len(rows) == 560
    people = {part: {row["identity"] for row in rows if row["set"] == "expression" and row["part"] == part}
              for part in ("train", "test")}
    assert people["train"] and people["test"] and not people["train"] & people["test"]


def test_new_leaves_out_faults(folder):
    broken = folder / "broken"
    shutil.copytree(faces(), broken)
    victim = harness.frames(broken)[5]
    victim.write_bytes(b"")
    run("new", folder / "study", "--data", broken, *TINY)
    with open(folder / "study/frames.csv", encoding="utf-8", newline="") as f:
        row, = [row for row in csv.DictReader(f) if row["path"].endswith(victim.name)]
    assert row["fault"] == "unreadable" and row["part"] == "", row


def test_new_in_a_comma_locale(folder):
    new(folder / "point")
    new(folder / "comma", **harness.comma_locale())
    for name in ("study.json", "frames.csv"):
        point, comma = ((folder / study / name).read_text() for study in ("point", "comma"))
        # Only times and names of folders may differ.
        assert point.count(",") == comma.count(","), name
        assert '"width"' not in point or "0.05" in comma, comma


def test_locate(folder):
    data = folder / "faces"
    shutil.copytree(faces(), data)
    run("new", folder / "study", "--data", data, *TINY)
    data.rename(folder / "elsewhere")
    fails("train", folder / "study", "--task", "identity", naming=data)
    (folder / "empty").mkdir()
    fails("locate", folder / "study", folder / "empty", naming="empty")
    told = run("locate", folder / "study", folder / "elsewhere").stdout
    assert "elsewhere" in told, told
    run("train", folder / "study", "--task", "identity", "--epochs", 1, *THREADS)
    refused("locate", folder / "study", folder / "elsewhere", "--dataset", 3, naming="dataset")
    refused("locate", folder / "study")


def test_new_where_something_is(folder):
    new(folder / "study")
    fails("new", folder / "study", "--data", faces(), *TINY, naming=folder / "study")
    fails("new", folder / "other", "--data", folder / "nowhere", naming=folder / "nowhere")
    assert not (folder / "other").exists()


def test_own_settings_are_checked(folder):
    refused("new", folder / "study", "--data", faces(), "--image-size", 48)
    refused("new", folder / "study", "--data", faces(), "--dropout", 1.5)
    assert not (folder / "study").exists()


def test_train_all_three(folder):
    study = folder / "study"
    new(study)
    told = run("train", study, *THREADS).stderr
    for network in ("identity", "expression", "joint"):
        assert f"{network}: epoch 3 of 3" in told, told
        assert weights(study, network)
        with open(study / f"training/{network}.csv", encoding="utf-8", newline="") as f:
            assert {row["epoch"] for row in csv.DictReader(f)} == {"1", "2", "3"}


def test_train_tells_accuracies(folder):
    study = folder / "study"
    new(study)
    told = run_json("train", study, "--task", "joint", "--epochs", 2, *THREADS)
    network, = told["networks"]
    assert network["network"] == "joint" and network["epochs"] == 2
    for part in ("train", "test"):
        assert set(network[part]) == {"identity", "expression"}
        for task in network[part].values():
            assert 0 <= task["accuracy"] <= 1 and task["loss"] > 0
    assert not (study / "networks/identity.safetensors").exists()


def test_network_knows_its_crop(folder):
    study = folder / "study"
    new(study)
    run("train", study, "--task", "expression", "--epochs", 1, *THREADS)
    seen = {crop: run_json("predict", study / "networks/expression.safetensors", harness.frames(faces())[0], *crop)
            for crop in ((), ("--crop", "face"), ("--crop", "whole"))}
    assert seen[()] == seen["--crop", "face"]
    assert seen[()] != seen["--crop", "whole"]


def log_of(study, network):
    log = study / f"training/{network}.csv"
    return log.read_text() if log.exists() else ""


def interrupt_training(study, *options):
    """Interrupts after the first whole epoch; returns what was said."""
    earlier = log_of(study, "joint")
    started = subprocess.Popen([CLI, "train", study, "--task", "joint", *map(str, THREADS), *options],
                               stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    limit = time.monotonic() + 120
    while started.poll() is None and time.monotonic() < limit:
        with contextlib.suppress(FileNotFoundError):
            if (log := log_of(study, "joint")) != earlier and "\n1," in log:
                break
        time.sleep(0.002)
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=60)
    return started.returncode, said.decode()


def test_interrupt_and_resume_to_the_same_bytes(folder):
    whole, parted = folder / "whole", folder / "parted"
    epochs = ("--epochs", "12")
    for study in (whole, parted):
        new(study)
    run("train", whole, "--task", "joint", *epochs, *THREADS)
    status, said = interrupt_training(parted, *epochs)
    assert status == 130, f"{status}: {said}"
    assert "--resume" in said, said
    told = run("train", parted, "--task", "joint", "--resume", *epochs, *THREADS).stderr
    assert "epoch 12 of 12" in told and "epoch 1 of 12" not in told, told
    # What is read of the files, tensor by tensor, must be the same; their notes name the study.
    header, data = {}, {}
    for study in (whole, parted):
        raw = weights(study, "joint")
        size = int.from_bytes(raw[:8], "little")
        header[study] = json.loads(raw[8:8 + size])
        header[study].pop("__metadata__", None)
        data[study] = raw[8 + size:]
    assert header[whole] == header[parted]
    assert data[whole] == data[parted]


def test_bring_back(folder):
    study = folder / "study"
    new(study)
    run("train", study, "--task", "joint", *THREADS)
    before = weights(study, "joint")
    fails("train", study, "--task", "joint", "--bring-back", naming="joint")
    status, said = interrupt_training(study, "--epochs", "200")
    assert status == 130 and "--bring-back" in said, said
    assert weights(study, "joint") != before
    run("train", study, "--bring-back")
    assert weights(study, "joint") == before
    assert not (study / "before").exists()


def test_movie(folder):
    study, row = folder / "study", folder / "row.png"
    new(study)
    run("train", study, "--task", "joint", *THREADS)
    image = harness.frames(faces())[0]
    asked = (study, image, "--task", "expression", "--out", row)
    told = run("movie", *asked).stdout.splitlines()
    assert [line.split(":")[0] for line in told] == ["untrained", "epoch 1", "epoch 2", "epoch 3"], told
    # The last is what the network says now.
    now = run_json("predict", study / "networks/joint.safetensors", image)["results"][0]["heads"]["expression"]
    assert told[-1] == f"epoch 3: {now['class']} {100 * now['probability']:.1f} %", told
    # Four pictures of 22 mm and a margin, 300 dots to the inch.
    width, height = harness.png_size(row)
    assert abs(width - (6 + 4 * 22) / 25.4 * 300) <= 2 and height < width, (width, height)
    row.unlink()
    fails("movie", *asked, "--network", "expression", naming="expression")
    fails("movie", *asked, "--class", "bored", naming="happy")
    broken = study / "networks/joint-epochs/1.safetensors"
    broken.write_text("no weights")
    fails("movie", *asked, naming=broken)
    assert not row.exists()


def people_only(folder):
    """People in folders of their own: nobody says what their faces express."""
    for i, frame in enumerate(harness.frames(faces())):
        person = folder / f"data/person{i % 4}"
        person.mkdir(parents=True, exist_ok=True)
        if i < 64:
            shutil.copy(frame, person / f"{i}.jpg")
    return folder / "data"


def test_train_people_only(folder):
    study = folder / "study"
    run("new", study, "--data", people_only(folder), *TINY)
    told = run("train", study, "--epochs", 1, *THREADS).stderr
    for left_out in ("expression", "joint"):
        line, = [line for line in told.splitlines() if f"The {left_out} network" in line]
        assert told.index(line) < told.index("identity: epoch 1 of 1"), told
    assert weights(study, "identity")
    # One that was asked for is refused before anything is trained.
    other = folder / "other"
    run("new", other, "--data", folder / "data", *TINY)
    fails("train", other, "--task", "identity", "--task", "joint", *THREADS, naming="joint")
    assert not (other / "networks").exists()


def test_train_what_is_no_study(folder):
    fails("train", folder, naming=folder)
    (folder / "study.json").write_text("{ broken")
    fails("train", folder, naming="study.json")


harness.main(globals())
