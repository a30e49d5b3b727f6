# SPDX-License-Identifier: GPL-3.0-or-later
"""analyze and figures: what a study tells, in tables and in pictures."""
import csv
import functools
import json
import math
import shutil
import signal
import subprocess
import time
import xml.etree.ElementTree

import harness
from harness import CLI, faces, fails, run, run_json

TINY = ("--image-size", 32, "--width", 0.05, "--epochs", 2, "--batch", 16, "--seed", 7)
THREADS = ("--threads", 2)
SUFFIXES = {"svg", "pdf", "png", "csv", "json"}


@functools.lru_cache(maxsize=None)
def trained():
    """A study whose three networks are trained; to be copied, not written to."""
    study = harness.scratch() / "trained"
    run("new", study, "--data", faces(), *TINY)
    run("train", study, *THREADS)
    return study


def copy(folder, name="study"):
    """A copy with its own name; the data set is found beside it, as before."""
    return shutil.copytree(trained(), trained().parent / f"{folder.name}-{name}")


def rows(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def one(told, name):
    found, = [analysis for analysis in told["analyses"] if analysis["name"] == name]
    return found


def test_decoding_is_told_and_kept(folder):
    study = copy(folder)
    told = one(run_json("analyze", study, "--only", "decoding", *THREADS), "decoding")
    kept = rows(study / "analysis/decoding.csv")
    assert len(told["decoding"]) == len(kept) == 6
    for row, line in zip(told["decoding"], kept):
        assert (row["network"], row["task"]) == (line["network"], line["task"])
        assert row["accuracy"] == float(line["accuracy"]) and 0 <= row["low"] <= row["high"] <= 1
        assert isinstance(row["n"], int) and row["n"] > 0
    assert {(row["network"], row["task"]) for row in told["accuracy"]} == {
        ("identity", "identity"), ("expression", "expression"), ("joint", "identity"), ("joint", "expression")}
    assert {row["test"] for row in told["tests"]} == {"paired t", "exact McNemar"}


def test_maps_are_told_and_kept(folder):
    study = copy(folder)
    told = one(run_json("analyze", study, "--only", "maps", *THREADS), "maps")
    assert {row["networks"] for row in told["map_overlap"]} == {"joint", "specialised"}
    whole = [row for row in told["map_groups"] if row["grouping"] == "all"]
    assert len(whole) == 4 and all(row["frames"] > 0 and 0 <= row["mean"] <= 1 for row in whole)
    assert {row["group"] for row in told["map_groups"] if row["grouping"] == "angle"} == {
        "full-left", "half-left", "straight", "half-right", "full-right"}
    assert {row["level"] for row in told["tests"]} == {"pixels", "map cells", "frames", "people"}
    # No p is 0.
    assert all(row["p"] is None or row["p"] == "<1e-300" or row["p"] > 0 for row in told["tests"])
    for row in whole:
        name = f"{row['network']}-{row['task']}"
        shape, values = harness.read_npy(study / f"analysis/maps/{name}.npy")
        # The same numbers, summed in another order and in another precision.
        assert abs(sum(values) / len(values) - row["mean"]) < 1e-6
        frames, _ = harness.read_npy(study / f"analysis/maps/{name}-raw.npy")
        assert frames == (row["frames"], *shape), frames


def test_maps_of_another_kind(folder):
    study = copy(folder)
    run("analyze", study, "--only", "maps", *THREADS)
    before = {path: path.read_bytes() for path in (study / "analysis").rglob("*.*") if path.is_file()}
    told = one(run_json("analyze", study, "--only", "maps", "--method", "hirescam", "--layer", "conv6", *THREADS),
               "maps-hirescam-conv6")
    kept = study / "analysis/maps/hirescam-conv6"
    assert {row["networks"] for row in told["map_overlap"]} == {"joint", "specialised"}
    assert {row["quantity"] for row in told["tests"]} == {"hirescam"}
    note = json.loads((kept / "joint-identity.json").read_text())
    assert (note["method"], note["layer"]) == ("hirescam", "conv6"), note
    # conv6 has four times as many values as conv8, after one pool less.
    for name, side in ("joint-identity.npy", 2), ("difference-expression.npy", 2):
        (height, width), _ = harness.read_npy(study / "analysis/maps" / name)
        (own_height, own_width), _ = harness.read_npy(kept / name)
        assert (own_height, own_width) == (side * height, side * width), name
    # Grad-CAM's stay as they are, but for the table that all share.
    after = {path: path.read_bytes() for path in before}
    assert {path.name for path in before if after[path] != before[path]} == {"tests.csv"}
    shared = rows(study / "analysis/tests.csv")
    assert [row for row in shared if row["analysis"] == "maps"] == list(
        csv.DictReader(before[study / "analysis/tests.csv"].decode().splitlines()))
    again = {path: path.stat().st_ino for path in kept.iterdir()}
    run("analyze", study, "--only", "maps", "--method", "hirescam", "--layer", "conv6", *THREADS)
    assert again == {path: path.stat().st_ino for path in kept.iterdir()}
    harness.refused("analyze", study, "--only", "maps", "--method", "occlusion", naming="occlusion")
    harness.refused("analyze", study, "--only", "maps,trust", "--method", "hirescam", naming="--only maps")
    harness.refused("analyze", study, "--method", "hirescam", naming="--only maps")


def test_trust_is_told_and_drawn(folder):
    study, out = copy(folder), folder / "out"
    told = one(run_json("analyze", study, "--only", "trust", *THREADS), "trust")
    heads = {("identity", "identity"), ("expression", "expression"), ("joint", "identity"), ("joint", "expression")}
    for table in "trust_scores", "trust_randomization", "trust_flip":
        assert {(row["network"], row["task"]) for row in told[table]} == heads, table
        for row in told[table]:
            assert row["n"] + row["undefined"] > 0
            assert row["value"] is None or row["low"] - 1e-9 <= row["value"] <= row["high"] + 1e-9
    assert {row["map"] for row in told["trust_scores"]} == {
        "grad-cam", "grad-cam++", "hirescam", "layercam", "integrated-gradients", "guided-backpropagation", "random"}
    assert {row["random_from"] for row in told["trust_randomization"]} == {
        "heads", "fc2", "fc1", *(f"conv{i}" for i in range(1, 9)), "other frame"}
    assert {row["quantity"] for row in told["trust_scores"]} == {"score", "beaten", "spearman-random-weights"}
    run("figures", study, "--only", "trust-deletion,trust-flip", "--out", out)
    curves = rows(out / "trust-deletion.csv")
    assert len(curves) == 4 * 3 * 10
    kept = {(row["network"], row["task"], row["removed"], row["share"]): row for row in rows(study / "analysis/trust_deletion.csv")}
    shown = next(row for row in curves if row["plot"] == "Identity network" and row["curve"].startswith("most") and row["x"] == "50")
    assert math.isclose(float(shown["value"]), float(kept["identity", "identity", "most", "0.5"]["probability"]), rel_tol=1e-8)


def test_findings_are_told_and_drawn(folder):
    study, out = copy(folder), folder / "out"
    quick = {"grad-cam", "grad-cam++", "hirescam", "layercam", "integrated-gradients", "guided-backpropagation"}
    told = one(run_json("analyze", study, "--only", "trust,findings", *THREADS), "findings")["findings"]
    assert len(told) == 13 * len(quick) and {row["method"] for row in told} == quick
    assert {row["networks"] for row in told} == {"joint", "specialised", "joint minus specialised"}
    for row in told:
        none, above = {"vertical-strip": 1}.get(row["statement"], 0), row["statement"] not in {
            "joint-smaller", "distinct", "vertical-strip"}
        if row["effect"] is None:
            assert row["n"] == 0 and row["holds"] == "open", row
            continue
        assert row["n"] > 0, row
        side = 0 if row["low"] is None else (row["low"] > none) - (row["high"] < none)
        assert row["holds"] == ("open" if side == 0 else "yes" if (side > 0) == above else "no"), row
    trust = {(row["network"], row["task"], row["map"]): row for row in rows(study / "analysis/trust_scores.csv")
             if row["quantity"] == "score"}
    for row in told:
        if row["statement"] == "vertical-strip" and row["networks"] == "joint":
            score, chance = (trust["joint", "expression", name] for name in (row["method"], "random"))
            better = score["low"] and chance["high"] and float(score["low"]) > float(chance["high"])
            known = score["value"] and chance["value"]
            assert row["trust"] == ("not tested" if not known else "better than chance" if better
                                    else "no better than chance"), row
    run("figures", study, "--only", "findings", "--out", out)
    drawn = rows(out / "findings.csv")
    assert len(drawn) == len(told)
    assert sum(row["faint"] == "0" for row in drawn) == sum(row["trust"] == "better than chance" for row in told)
    shown = [float(row["expected"]) for row in drawn if row["expected"]]
    assert len(shown) == 4 * len(quick) and min(shown) == -0.055, set(shown)


def test_analyze_again_changes_nothing(folder):
    study = copy(folder)
    run("analyze", study, "--only", "decoding", *THREADS)
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in (study / "analysis").rglob("*.*")}
    assert before
    run("analyze", study, "--only", "decoding", *THREADS)
    after = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in (study / "analysis").rglob("*.*")}
    assert before == after


def test_analyze_in_a_comma_locale(folder):
    environment = harness.comma_locale()
    point, comma = copy(folder, "point"), copy(folder, "comma")
    run("analyze", point, "--only", "decoding", *THREADS)
    run("analyze", comma, "--only", "decoding", *THREADS, **environment)
    for name in ("decoding.csv", "accuracy.csv", "predictions.csv", "tests.csv"):
        assert (point / "analysis" / name).read_bytes() == (comma / "analysis" / name).read_bytes(), name


def test_what_is_missing_is_said(folder):
    drawn = folder / "drawn"
    shutil.copytree(faces(), drawn)
    study = folder / "study"
    run("new", study, "--data", drawn, *TINY)
    run("train", study, *THREADS)
    pictures = harness.frames(drawn)
    gone = [path for path in pictures[7::40] if path != pictures[47]]
    for path in gone:
        path.unlink()
    pictures[47].write_bytes(b"no picture")
    for again in range(2):
        told = run("analyze", study, "--only", "decoding,maps", *THREADS).stderr
        said = dict(line.split(": ", 1) for line in told.splitlines() if "left out" in line)
        for name, tables in (("decoding", ("decoding", "accuracy")), ("maps", ("map_groups", "map_overlap"))):
            for table in tables:
                note = json.loads((study / f"analysis/{table}.json").read_text())
                n, lacking = note["chosen-frames"], note["unreadable-frames"]
                assert 0 < lacking <= len(gone) + 1 and n <= len(pictures) and len(note["unreadable"]) == min(lacking, 10)
                assert said[name] == (f"{lacking} of {n} frames could not be read and are left out, such as "
                                      f"“{note['unreadable'][0]}”."), told
    drawn_figure = run("figures", study, "--only", "1b", "--out", folder / "out", *THREADS)
    assert "figure-1b: " + said["decoding"] in drawn_figure.stderr.splitlines(), drawn_figure.stderr
    origin = json.loads((folder / "out/figure-1b.json").read_text())
    assert origin["unreadable-frames"] == len(gone) + 1, origin
    for path in harness.frames(drawn)[::2]:
        path.unlink()
    shutil.rmtree(study / "analysis")
    for name in "decoding", "maps", "regions", "lesions", "layers", "units", "stimuli", "trust", "findings":
        fails("analyze", study, "--only", name, *THREADS, naming="frames could not be read")
        assert not list((study / "analysis").glob("*.csv")), name


def test_one_that_fails_keeps_no_other_from_being_done(folder):
    study = copy(folder)
    (study / "analysis/decoding.csv/in-the-way").mkdir(parents=True)
    done = run("analyze", study, "--only", "decoding,layers", *THREADS, status=1)
    assert done.stdout.splitlines() and all(line.startswith("layers: ") for line in done.stdout.splitlines()), done.stdout
    assert (study / "analysis/layers.csv").stat().st_size > 0
    assert "decoding.csv" in done.stderr and "1 of 2" in done.stderr.splitlines()[-1], done.stderr
    assert done.stderr.splitlines()[-1].endswith(": decoding"), done.stderr
    told = run("analyze", study, "--only", "decoding,layers", "--json", *THREADS, status=1)
    assert [analysis["name"] for analysis in json.loads(told.stdout)["analyses"]] == ["layers"]
    # What is wrong for each is told once.
    empty = folder / "untrained"
    run("new", empty, "--data", faces(), *TINY)
    told = run("analyze", empty, "--only", "decoding,units,trust", *THREADS, status=1)
    assert told.stdout == "" and len(told.stderr.splitlines()) == 2, told.stderr
    assert "decoding, units, trust" in told.stderr.splitlines()[1], told.stderr


def test_text_lists_the_tables(folder):
    study = copy(folder)
    lines = run("analyze", study, "--only", "decoding", *THREADS).stdout.splitlines()
    assert lines == [f"decoding: {study}/analysis/decoding.csv", f"decoding: {study}/analysis/accuracy.csv"]


def test_figures_with_their_numbers(folder):
    study = copy(folder)
    out = folder / "out"
    told = run("figures", study, "--only", "1b,figure-1c", "--out", out, *THREADS).stdout.splitlines()
    assert told == [f"{out}/figure-1b.{{svg,pdf,png,csv,json}}", f"{out}/figure-1c.{{svg,pdf,png,csv,json}}"]
    for name in ("figure-1b", "figure-1c"):
        assert {path.suffix[1:] for path in out.glob(f"{name}.*")} == SUFFIXES
        note = json.loads((out / f"{name}.json").read_text())
        assert note["study"] == "trained" and len(note["joint-network-hash"]) >= 32, note
        width = xml.etree.ElementTree.parse(out / f"{name}.svg").getroot().get("width")
        # 89 mm, the width of a column, in points of 1/72 inch.
        assert abs(float(width.rstrip("pt")) - 89 / 25.4 * 72) < 0.5, width
        assert (out / f"{name}.pdf").read_bytes().startswith(b"%PDF")
    bars = rows(out / "figure-1b.csv")
    decoded = rows(study / "analysis/decoding.csv")
    assert sorted(round(float(row["value"]), 6) for row in bars) == sorted(
        round(float(row["accuracy"]), 6) for row in decoded)


def test_figures_beside_the_study(folder):
    study = copy(folder)
    run("figures", study, "--only", "1c", *THREADS)
    assert (study / "figures/figure-1c.png").exists()


def test_figures_of_maps(folder):
    study = copy(folder)
    names = ("figure-2a", "figure-2b", "figure-2b-people", "figure-2c", "figure-2d", "map-differences")
    told = run("figures", study, "--only", ",".join(names), *THREADS).stdout
    for name in names:
        assert f"/{name}.{{" in told, told
        assert {path.suffix[1:] for path in (study / "figures").glob(f"{name}.*")} == SUFFIXES
    drawn = rows(study / "figures/figure-2a.csv")
    assert {row["panel"] for row in drawn} == {"Joint network, expression", "Expression network",
                                               "Joint network, identity", "Identity network"}
    shape, values = harness.read_npy(study / "analysis/maps/joint-identity.npy")
    shown = [float(row["value"]) for row in drawn if row["panel"] == "Joint network, identity"]
    assert len(shown) == shape[0] * shape[1]
    # Ten digits are kept.
    assert all(abs(a - b) < 1e-8 for a, b in zip(shown, values))
    boxes = rows(study / "figures/figure-2b.csv")
    tests = [row for row in boxes if row["against"]]
    assert len(boxes) == 10 and len(tests) == 6
    assert all(row["p"] and (row["p"] == "<1e-300" or float(row["p"]) > 0) for row in tests), tests
    assert {row["n"] for row in boxes if row["n"]} == {str(224 * 224)}
    width = xml.etree.ElementTree.parse(study / "figures/figure-2a.svg").getroot().get("width")
    assert abs(float(width.rstrip("pt")) - 183 / 25.4 * 72) < 0.5, width


def test_two_data_sets(folder):
    study = folder.parent / f"{folder.name}-two"
    run("new", study, "--data", faces(), "--data", faces(6), *TINY)
    run("train", study, "--task", "joint", "--epochs", 1, *THREADS)
    told = run("figures", study, "--only", "s1,2a", *THREADS)
    assert "/figure-s1.{" in told.stdout and "/figure-2a.{" in told.stdout, told.stdout
    drawn = rows(study / "figures/figure-s1.csv")
    # A: both heads of the joint network; B: both tasks from it.
    assert [row["panel"] for row in drawn] == ["A", "A", "B", "B"], drawn
    one_set = run("figures", copy(folder), "--only", "s1", *THREADS)
    assert one_set.stdout == "" and "figure-s1" in one_set.stderr, one_set.stderr


def test_what_is_not_trained(folder):
    study = folder / "study"
    run("new", study, "--data", faces(), *TINY)
    fails("analyze", study, "--only", "decoding", naming="study")
    fails("figures", study, "--only", "1b", naming="study")
    assert not list((study / "figures").glob("figure*"))


def test_what_is_not_there(folder):
    fails("analyze", folder, naming=folder)
    fails("figures", folder, naming=folder)
    # Away from its data set.
    fails("analyze", shutil.copytree(trained(), folder / "study"), "--only", "decoding", naming="trained")


def test_damaged_network(folder):
    """A weight file that was cut off is no network that was not trained."""
    study = copy(folder)
    weights = study / "networks/joint.safetensors"
    weights.write_bytes(weights.read_bytes()[:weights.stat().st_size // 2])
    for name in ("decoding", "maps", "truth", "units", "stimuli", "layers", "lesions", "regions", "trust", "findings"):
        fails("analyze", study, "--only", name, *THREADS, naming="joint.safetensors")
    fails("figures", study, *THREADS, naming="joint.safetensors")


def catches_interrupt(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        caught, = [int(line.split()[1], 16) for line in f if line.startswith("SigCgt")]
    return caught >> (signal.SIGINT - 1) & 1


def test_interrupt(folder):
    study = copy(folder)
    started = subprocess.Popen([CLI, "analyze", study, *map(str, THREADS)], stderr=subprocess.PIPE,
                               stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    limit = time.monotonic() + 60
    while not catches_interrupt(started.pid) and time.monotonic() < limit:
        time.sleep(0.002)
    started.send_signal(signal.SIGINT)
    out, said = started.communicate(timeout=60)
    assert started.returncode == 130, f"{started.returncode}: {said.decode()}"
    assert out == b"" and b"interrupted" in said, said


harness.main(globals())
