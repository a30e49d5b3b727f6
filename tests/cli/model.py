# SPDX-License-Identifier: GPL-3.0-or-later
"""init, predict, gradcam, trust, features, convert and bench, on networks with random weights."""
import functools
import json
import math
import os
import random

import harness
from harness import faces, fails, frames, run, run_json

SIZE = 64


@functools.lru_cache(maxsize=None)
def model():
    path = harness.scratch() / "joint.safetensors"
    run("init", path, "--task", "joint", "--identities", 5, "--image-size", SIZE, "--width", 0.1, "--seed", 3)
    return path


def picture(number=0):
    return frames(faces(people=1))[number]


def noise(path, size=SIZE):
    draw = random.Random(1)
    harness.write_npy(path, (3, size, size), [draw.gauss(0, 1) for _ in range(3 * size * size)])
    return path


def test_init_is_seeded(folder):
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        run("init", folder / name, "--task", "identity", "--task", "expression", "--identities", 4,
            "--image-size", 32, "--width", 0.05, "--seed", seed)
    one, again, other = ((folder / name).read_bytes() for name in ("one", "again", "other"))
    assert one == again
    assert one != other


def test_init_where_nothing_can_be_written(folder):
    path = folder / "nowhere/model.safetensors"
    fails("init", path, "--task", "expression", "--image-size", 32, "--width", 0.05, naming=path)


def test_predict(_):
    told = run_json("predict", model(), picture(0), picture(1))
    assert [result["image"] for result in told["results"]] == [str(picture(0)), str(picture(1))]
    for result in told["results"]:
        assert set(result["heads"]) == {"identity", "expression"}
        for head in result["heads"].values():
            values = head["probabilities"]
            assert math.isclose(sum(values.values()), 1, rel_tol=1e-5)
            assert head["class"] == max(values, key=values.get)
            assert math.isclose(head["probability"], values[head["class"]])
            largest = max(range(len(values)), key=lambda i, head=head: head["logits"][i])
            assert list(values)[largest] == head["class"]
    assert list(told["results"][0]["heads"]["expression"]["probabilities"]) == [
        "afraid", "angry", "disgusted", "happy", "neutral", "sad", "surprised"]
    text = run("predict", model(), picture()).stdout
    assert "expression:" in text and "identity:" in text and "%" in text


def test_features(folder):
    logits = run_json("predict", model(), picture())["results"][0]["heads"]
    shapes = {"conv1": (6, 64, 64), "conv8": (51, 4, 4), "fc1": (410,), "heads": (12,)}
    for layer, shape in shapes.items():
        npy, png = folder / f"{layer}.npy", folder / f"{layer}.png"
        told = run_json("features", model(), picture(), "--layer", layer, "--npy", npy, "--png", png)
        found, values = harness.read_npy(npy)
        assert found == shape
        assert told["units"] == shape[0] and told["layer"] == layer and not told["pooled"]
        area = len(values) // shape[0]
        for unit in range(shape[0]):
            channel = values[unit * area:(unit + 1) * area]
            assert math.isclose(told["means"][unit], sum(channel) / area, rel_tol=1e-5, abs_tol=1e-6)
            assert math.isclose(told["maxima"][unit], max(channel), rel_tol=1e-6, abs_tol=1e-9)
        if layer != "heads":
            assert min(values) == 0 < max(values)
        else:
            expected = logits["identity"]["logits"] + logits["expression"]["logits"]
            assert all(math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-6) for a, b in zip(values, expected))
        assert png.read_bytes().startswith(b"\x89PNG")
    text = run("features", model(), picture(), "--layer", "conv8").stdout
    assert "51 channels of 4 by 4" in text and "most active" in text


def test_pooled_features(folder):
    whole, pooled = folder / "whole.npy", folder / "pooled.npy"
    run("features", model(), picture(), "--layer", "conv2", "--npy", whole)
    told = run_json("features", model(), picture(), "--layer", "conv2", "--pooled", "--npy", pooled)
    (n, side, _), a = harness.read_npy(whole)
    shape, b = harness.read_npy(pooled)
    assert shape == (n, side // 2, side // 2) and told["pooled"] and told["side"] == side // 2
    for unit in range(n):
        for y in range(side // 2):
            for x in range(side // 2):
                block = [a[(unit * side + 2 * y + i) * side + 2 * x + k] for i in (0, 1) for k in (0, 1)]
                assert b[(unit * (side // 2) + y) * (side // 2) + x] == max(block)


def test_features_refused(_):
    harness.refused("features", model(), picture(), naming="--layer")
    harness.refused("features", model(), picture(), "--layer", "conv9", naming="conv9")
    harness.refused("features", model(), picture(), "--layer", "conv3", "--pooled", naming="conv3")
    fails("features", model(), "nowhere.png", "--layer", "conv3", naming="nowhere.png")


def test_crop_changes_what_is_seen(_):
    logits = {crop: str(run_json("predict", model(), picture(), "--crop", crop)["results"])
              for crop in ("whole", "face", "square", "0,0,0.5,0.5")}
    assert len(set(logits.values())) == len(logits)
    # A network that was not trained on any crop takes the square in the middle.
    assert str(run_json("predict", model(), picture())["results"]) == logits["square"]


def test_json_of_a_path_that_is_no_text(folder):
    image = noise(folder / os.fsdecode(b"no\xffise.npy"))
    told = run_json("predict", model(), image)
    assert told["results"][0]["image"] == str(folder / "no\ufffdise.npy")


def test_predict_goes_on_after_a_bad_picture(folder):
    broken, gone = folder / "broken.jpg", folder / "gone.jpg"
    broken.write_bytes(picture().read_bytes()[:1000])
    asked = ("predict", model(), picture(0), broken, picture(1), gone)
    alone = run("predict", model(), picture(0), picture(1)).stdout
    done = run(*asked, status=1)
    assert done.stdout == alone
    lines = done.stderr.splitlines()
    assert len(lines) == 3 and str(broken) in lines[0] and str(gone) in lines[1] and "2 of 4" in lines[2], lines
    told = json.loads(run(*asked, "--json", status=1).stdout)
    assert [result["image"] for result in told["results"]] == [str(picture(0)), str(picture(1))]
    assert run("predict", model(), broken, gone, "--json", status=1).stdout == ""


def test_predict_in_a_comma_locale(folder):
    image = noise(folder / "noise.npy")
    for options in (["predict", model(), image], ["predict", model(), image, "--json"],
                    ["gradcam", model(), image, "--task", "identity"],
                    ["predict", model(), picture(), "--crop", "0,0,0.5,0.5"]):
        assert run(*options).stdout == run(*options, **harness.comma_locale()).stdout


def test_stimulus(folder):
    told = run_json("stimulus", model(), "--layer", "conv2", "--unit", 3, "--preset", "paper", "--steps", 20,
                    "--npy", folder / "a.npy", "--png", folder / "a.png")
    assert told["layer"] == "conv2" and told["unit"] == 3 and told["preset"] == "paper"
    assert told["end"] == "shown" and told["steps"] == 20
    start = run_json("stimulus", model(), "--layer", "conv2", "--unit", 3, "--preset", "paper", "--steps", 1)
    assert told["activation"] > 1.5 * start["activation"]
    shape, values = harness.read_npy(folder / "a.npy")
    assert shape == (3, SIZE, SIZE) and 0 <= min(values) and max(values) <= 1
    assert harness.png_size(folder / "a.png") == (SIZE, SIZE)
    png = (folder / "a.png").read_bytes()
    for said in (b"Preset\0paper", b"Seed\0" + b"1", b"Steps\0" + b"20", b"Unit\0" + b"3", b"Layer\0conv2",
                 told["network-hash"].encode(), b"joint.safetensors:conv2:3"):
        assert said in png, said

    # The same seed gives the same bytes; another one does not.
    for name, seed in (("same", 1), ("other", 2)):
        run("stimulus", model(), "--layer", "conv2", "--unit", 3, "--preset", "paper", "--steps", 20,
            "--seed", seed, "--npy", folder / name)
    assert (folder / "a.npy").read_bytes() == (folder / "same").read_bytes() != (folder / "other").read_bytes()
    clear = run("stimulus", model(), "--layer", "heads", "--unit", 11, "--steps", 5).stdout
    assert "heads:11" in clear and "5 steps" in clear


def test_stimulus_of_what_there_is_not(folder):
    harness.refused("stimulus", model(), "--layer", "conv9", "--unit", 0, naming="conv9")
    harness.refused("stimulus", model(), "--layer", "conv1", "--unit", 6, naming="0 to 5")
    harness.refused("stimulus", model(), "--layer", "conv1")
    harness.refused("stimulus", model(), "--layer", "conv1", "--unit", 0, "--preset", "fine", naming="fine")
    (folder / "file").write_text("not a folder")
    fails("stimulus", model(), "--layer", "conv1", "--unit", 0, "--steps", 1, "--png", folder / "file/picture.png",
          naming=folder / "file")


def test_what_is_no_picture(folder):
    broken = folder / "broken.jpg"
    broken.write_bytes(picture().read_bytes()[:3000])
    fails("predict", model(), broken, naming=broken)
    fails("predict", model(), folder / "nowhere.jpg", naming=folder / "nowhere.jpg")
    fails("gradcam", model(), folder / "nowhere.png", "--task", "identity", naming=folder / "nowhere.png")
    other = noise(folder / "small.npy", 32)
    fails("predict", model(), other, naming=other)
    (folder / "text.npy").write_text("not an array")
    fails("predict", model(), folder / "text.npy", naming=folder / "text.npy")


def test_what_is_no_model(folder):
    broken = folder / "broken.safetensors"
    broken.write_bytes(model().read_bytes()[:5000])
    fails("predict", broken, picture(), naming=broken)
    fails("predict", folder / "nowhere", picture(), naming=folder / "nowhere")
    fails("gradcam", picture(), picture(), "--task", "identity", naming=picture())


def test_gradcam_writes_map_and_picture(folder):
    told = run_json("gradcam", model(), picture(), "--task", "expression", "--class", "happy",
                    "--npy", folder / "map.npy", "--png", folder / "map.png")
    assert told["class"] == "happy" and told["task"] == "expression"
    shape, values = harness.read_npy(folder / "map.npy")
    side = SIZE // 16
    assert shape == (side, side) and len(told["map"]) == side
    for a, b in zip(values, sum(told["map"], [])):
        assert math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-12)
    assert min(values) >= 0
    assert told["empty"] == (max(values) == 0)
    assert harness.png_size(folder / "map.png") == (140, 190)
    text = run("gradcam", model(), picture(), "--task", "expression").stdout
    assert str(picture()) in text


def test_gradcam_of_the_predicted_class(folder):
    image = noise(folder / "noise.npy")
    told = run_json("gradcam", model(), image, "--task", "identity", "--png", folder / "map.png")
    head = run_json("predict", model(), image)["results"][0]["heads"]["identity"]
    assert told["class"] == told["predicted"] == head["class"]
    assert math.isclose(told["probability"], head["probability"], rel_tol=1e-6)
    assert harness.png_size(folder / "map.png") == (SIZE, SIZE)


def test_other_maps(folder):
    image = noise(folder / "noise.npy")
    sides = {"grad-cam++": 16, "hirescam": 16, "layercam": 16, "score-cam": 16}
    for method, cell in sides.items():
        for layer, stride in ("conv8", cell), ("conv3", 4):
            told = run_json("gradcam", model(), image, "--task", "identity", "--method", method, "--layer", layer)
            assert told["method"] == method and told["layer"] == layer
            assert len(told["map"]) == SIZE // stride
    for method, side in ("occlusion", 15), ("integrated-gradients", SIZE), ("guided-backpropagation", SIZE):
        told = run_json("gradcam", model(), image, "--task", "identity", "--method", method,
                        "--png", folder / "map.png")
        assert told["method"] == method and "layer" not in told
        assert len(told["map"]) == side and max(sum(told["map"], [])) > 0
        assert harness.png_size(folder / "map.png") == (SIZE, SIZE)
    assert "Score-CAM" in run("gradcam", model(), image, "--task", "identity", "--method", "score-cam").stdout


def test_gradcam_of_what_is_not_there(folder):
    fails("gradcam", model(), picture(), "--task", "expression", "--class", "bored", naming="happy")
    one = folder / "one.safetensors"
    run("init", one, "--task", "expression", "--image-size", 32, "--width", 0.05)
    fails("gradcam", one, picture(), "--task", "identity", naming="identity")


def test_trust(folder):
    image = noise(folder / "noise.npy")
    asked = ("trust", model(), image, "--task", "identity", "--method", "layercam", "--layer", "conv4", "--random", 3)
    told = run_json(*asked)
    explained = run_json("gradcam", model(), image, "--task", "identity")
    assert told["class"] == told["predicted"] == explained["class"] and not told["empty"]
    deletion = told["deletion"]
    assert math.isclose(deletion["intact"], explained["probability"], rel_tol=1e-5)
    assert deletion["random-maps"] == 3 and 0 <= deletion["beaten"] <= 3 and deletion["random-sd"] > 0
    curves = deletion["probability"]
    assert len(curves["most"]) == len(curves["least"]) == 9
    assert math.isclose(deletion["score"], (sum(curves["least"]) - sum(curves["most"])) / 9, rel_tol=1e-9)
    assert list(told["randomization"]) == ["heads", "fc2", "fc1"] + [f"conv{i}" for i in range(8, 0, -1)]
    flip = told["flip"]
    assert math.isclose(flip["face"] + flip["place"], flip["asymmetry"], abs_tol=1e-9)
    assert told == run_json(*asked)
    assert told["deletion"] != run_json(*asked, "--seed", 2)["deletion"]
    text = run(*asked).stdout
    assert "deletion score" in text and "of 3" in text and "LayerCAM at conv4" in text


def test_trust_of_what_is_not_there(folder):
    fails("trust", model(), picture(), "--task", "expression", "--class", "bored", naming="happy")
    one = folder / "one.safetensors"
    run("init", one, "--task", "expression", "--image-size", 32, "--width", 0.05)
    fails("trust", one, picture(), "--task", "identity", naming="identity")
    fails("trust", model(), folder / "nowhere.png", "--task", "identity", naming=folder / "nowhere.png")


def test_convert_there_and_back(folder):
    first, torch, back = (folder / name for name in ("first", "torch", "back"))
    run("init", first, "--task", "expression", "--image-size", 224, "--width", 0.05)
    run("convert", first, torch, "--task", "expression")
    assert b'"classifier.6.weight"' in torch.read_bytes()[:20000]
    run("convert", torch, back, "--task", "expression")
    image = noise(folder / "noise.npy", 224)
    logits = [run_json("predict", path, image)["results"][0]["heads"]["expression"]["logits"] for path in (first, back)]
    assert logits[0] == logits[1]


def test_convert_what_is_no_network(folder):
    (folder / "text").write_text("no weights")
    fails("convert", folder / "text", folder / "out", naming=folder / "text")
    assert not (folder / "out").exists()


def test_bench(_):
    options = ("bench", "--image-size", 32, "--width", 0.1, "--batch", 2, "--threads", 1)
    told = run_json(*options)
    measured = {"train_frames_per_s", "infer_frames_per_s", "one_frame_ms", "gradcam_ms", "gflops", "peak_rss_mb"}
    assert set(told) == measured | {"engine", "image_size", "width", "batch", "threads", "core", "isa"}, told
    for key in measured:
        assert told[key] > 0, key
    assert told["core"] and told["isa"] in ("baseline", "avx2", "avx512")
    baseline = run_json(*options, FUSIFORM_ISA="baseline")
    assert baseline["isa"] == "baseline"
    assert (told["image_size"], told["width"], told["batch"], told["threads"]) == (32, 0.1, 2, 1)
    assert "frames/s" in run(*options).stdout


def test_bench_of_layers(_):
    options = ("bench", "--layers", "--image-size", 32, "--width", 0.1, "--batch", 2, "--threads", 1)
    layers = run_json(*options)["layers"]
    names = [f"conv{n}" for n in range(1, 9)] + ["fc1", "fc2", "heads"]
    assert [layer["layer"] for layer in layers] == names
    for layer in layers:
        assert layer["gflop"] > 0
        for kind in ("forward", "backward_data", "backward_weights"):
            assert layer[kind]["ms"] >= 0 and layer[kind]["openblas_ms"] >= 0
    # conv1 leads from 3 channels to a tenth of 64.
    assert abs(layers[0]["gflop"] - 2e-9 * 2 * 3 * 6 * 9 * 32 * 32) < 1e-12
    table = run(*options).stdout
    for name in names:
        assert f"\n{name} " in table, name


def test_no_share_of_nothing(folder):
    """A picture that is no number has no probability, and is told so."""
    model = folder / "m.safetensors"
    run("init", model, "--task", "expression", "--image-size", 32, "--width", 0.05)
    harness.write_npy(folder / "nan.npy", (3, 32, 32), [float("nan")] * (3 * 32 * 32))
    for command in (("predict", model, folder / "nan.npy"), ("gradcam", model, folder / "nan.npy", "--task", "expression")):
        text = run(*command).stdout
        assert "nan %" not in text and "n/a" in text, text


harness.main(globals())
