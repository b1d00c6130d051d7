#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the checkpoints of checkpoint_test.cpp into the folder of this file (torch 1.13, torchvision 0.14, numpy).

Values are small whole numbers or halves, so that every type holds them exactly; the tests know them by hand.
"""
import argparse
import collections
import datetime
import os
import pathlib
import zipfile

import numpy
import torch
import torchvision

HERE = pathlib.Path(__file__).resolve().parent
LEGACY = {"_use_new_zipfile_serialization": False}


def counted(*shape, dtype=torch.float32):
    """0, 1, 2, ... in row-major order."""
    n = 1
    for size in shape:
        n *= size
    return torch.arange(n, dtype=torch.float64).view(*shape).to(dtype)


def weights():
    base = counted(4, 6)
    state = collections.OrderedDict()
    state["plain"] = counted(2, 3)
    state["turned"] = counted(2, 3).t()  # 3 x 2 with strides 1, 3
    state["rows"] = base[1:3]  # shares its storage with `columns`: offset 6
    state["columns"] = base[:, 2:4]  # offset 2, strides 6, 1
    state["parameter"] = torch.nn.Parameter(counted(3))
    state["half"] = counted(2, 2, dtype=torch.float16) / 2
    state["bfloat"] = counted(2, 2, dtype=torch.bfloat16) / 2
    state["double"] = counted(2, 2, dtype=torch.float64) / 2
    state["long"] = counted(3, dtype=torch.int64) - 1
    state["byte"] = counted(3, dtype=torch.uint8) + 253
    state["flag"] = torch.tensor([True, False, True])
    state["scalar"] = torch.tensor(7)
    state["empty"] = torch.empty(0, 4)
    state["row_of_one"] = torch.tensor([2.5]).expand(3)  # stride 0
    return state


def training():
    """What a training checkpoint holds besides."""
    return {
        "epoch": 3,
        "best": 0.5,
        "lr": numpy.float64(0.25),
        "optimizer": {"state": {0: {"step": 5, "exp_avg": counted(2)}}, "param_groups": [{"lr": 0.1, "params": [0, 1]}]},
        "args": argparse.Namespace(model="deit_tiny_patch16_224", lr=0.1, data=pathlib.PurePosixPath("/data"), when=datetime.date(2024, 1, 31)),
        "seen": {1, 2},
        "big": 1 << 80,
    }


class Evil:
    def __init__(self, call, *arguments):
        self.reduced = (call, arguments)

    def __reduce__(self):
        return self.reduced


def save(name, value, **options):
    torch.save(value, HERE / name, **options)


def main():
    save("types.pth", {"model": weights(), **training()})
    save("types.legacy.pth", {"model": weights(), **training()}, **LEGACY)
    save("types.protocol4.pth", {"model": weights(), **training()}, pickle_protocol=4)

    one, two = {"module.w": counted(2)}, {"module.w": counted(2) + 10}
    save("averages.pth", {"arch": "resnet18", "state_dict": one, "state_dict_ema": two})
    save("averages_only.pth", {"model_ema": two})
    save("nested.pth", {"state_dict": {"model": {"module.model.w": counted(2)}}})
    save("no_weights.pth", {"epoch": 3, "losses": [1.0, 2.0]})

    mark = "touch klas_was_here"
    save("evil_system.pth", {"model": one, "x": Evil(os.system, mark)})
    save("evil_system.legacy.pth", {"model": one, "x": Evil(os.system, mark)}, **LEGACY)
    save("evil_protocol4.pth", {"model": one, "x": Evil(os.system, mark)}, pickle_protocol=4)
    save("evil_eval.pth", {"args": Evil(eval, "1 + 1"), "model": one})
    save("evil_getattr.pth", {"args": Evil(getattr, "text", "upper"), "model": one})
    save("whole_module.pth", torch.nn.Linear(2, 2))

    # The machine of the other byte order: the numbers turned, and the entry that says so.
    big = HERE / "big_endian.pth"
    save("big_endian.pth", {"w": counted(3), "n": counted(2, dtype=torch.int64)})
    with zipfile.ZipFile(big) as source:
        entries = {n: source.read(n) for n in source.namelist()}
    with zipfile.ZipFile(big, "w", zipfile.ZIP_STORED) as target:
        for n, content in entries.items():
            if "/data/" in n:
                width = 4 if len(content) == 12 else 8
                content = b"".join(content[k:k + width][::-1] for k in range(0, len(content), width))
            target.writestr(zipfile.ZipInfo(n), content)
        target.writestr(zipfile.ZipInfo("big_endian/byteorder"), b"big")
    with zipfile.ZipFile(HERE / "compressed.pth", "w", zipfile.ZIP_DEFLATED) as target:
        for n, content in entries.items():
            target.writestr(n.replace("big_endian", "compressed"), content)

    # torchvision's own names.
    torch.manual_seed(0)
    swin = torchvision.models.swin_transformer.SwinTransformer(
        patch_size=[4, 4], embed_dim=8, depths=[2, 2], num_heads=[1, 2], window_size=[2, 2], num_classes=3)
    save("torchvision_swin.pth", swin.state_dict())
    vit = torchvision.models.VisionTransformer(
        image_size=8, patch_size=4, num_layers=2, num_heads=2, hidden_dim=8, mlp_dim=16, num_classes=3)
    save("torchvision_vit.pth", vit.state_dict())
    resnet = torchvision.models.ResNet(torchvision.models.resnet.BasicBlock, [1, 1, 1, 1], num_classes=3)
    shapes = {k: tuple(v.shape) for k, v in resnet.state_dict().items()}
    small = {k: torch.zeros([n if n in (1, 3, 7) else n // 16 for n in s]) for k, s in shapes.items()}
    save("torchvision_resnet.pth", small)


if __name__ == "__main__":
    main()
