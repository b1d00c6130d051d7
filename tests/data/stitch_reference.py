# SPDX-License-Identifier: GPL-3.0-or-later
"""Rebuilds an exported stitch of two vision transformers from its safetensors with plain tensor operations, and compares
its logits with those of the exported TorchScript file. Usage: stitch_reference.py BASE (BASE.json, .safetensors, .pt)"""
import json
import struct
import sys

import torch
import torch.nn.functional as F


def read_safetensors(path):
    data = open(path, "rb").read()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(bytearray(data[8 + size + begin:8 + size + end]), dtype=torch.float32).view(entry["shape"])
    return tensors


def block(x, w, p, heads, eps):
    b, n, c = x.shape
    y = F.layer_norm(x, (c,), w[p + "norm1.weight"], w[p + "norm1.bias"], eps)
    q, k, v = F.linear(y, w[p + "attn.qkv.weight"], w[p + "attn.qkv.bias"]).view(b, n, 3, heads, c // heads).permute(2, 0, 3, 1, 4)
    y = (torch.softmax(q @ k.transpose(-2, -1) / (c // heads) ** 0.5, -1) @ v).transpose(1, 2).reshape(b, n, c)
    x = x + F.linear(y, w[p + "attn.proj.weight"], w[p + "attn.proj.bias"])
    y = F.layer_norm(x, (c,), w[p + "norm2.weight"], w[p + "norm2.bias"], eps)
    y = F.gelu(F.linear(y, w[p + "mlp.fc1.weight"], w[p + "mlp.fc1.bias"]))
    return x + F.linear(y, w[p + "mlp.fc2.weight"], w[p + "mlp.fc2.bias"])


base = sys.argv[1]
config = json.load(open(base + ".json"))
w = read_safetensors(base + ".safetensors")
source, target = config["source"]["architecture"], config["target"]["architecture"]
torch.manual_seed(1)
images = torch.rand(7, source["in_chans"], source["img"], source["img"])
x = F.conv2d(images, w["source.patch_embed.proj.weight"], w["source.patch_embed.proj.bias"], stride=source["patch"]).flatten(2).transpose(1, 2)
x = torch.cat([w["source.cls_token"].expand(len(x), -1, -1), x], 1) + w["source.pos_embed"]
for k in range(config["i"]):
    x = block(x, w, f"source.blocks.{k}.", source["heads"], 1e-6)
x = F.linear(x, w["layer.weight"], w["layer.bias"])
for k in range(config["j"], target["depth"]):
    x = block(x, w, f"target.blocks.{k}.", target["heads"], 1e-6)
c = x.shape[-1]
x = F.layer_norm(x[:, 0], (c,), w["target.norm.weight"], w["target.norm.bias"], 1e-6)
wanted = F.linear(x, w["target.head.weight"], w["target.head.bias"])
got = torch.jit.load(base + ".pt")(images)
difference = (got - wanted).abs().max().item()
print("equal" if torch.allclose(got, wanted, 1e-4, 1e-5) else "different", difference)
sys.exit(0 if torch.allclose(got, wanted, 1e-4, 1e-5) else 1)
