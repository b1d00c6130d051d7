# SPDX-License-Identifier: GPL-3.0-or-later
"""FLOPs and parameters that tst_families.cpp expects, counted while torchvision's own networks run.

Needs torch 1.13 and torchvision 0.14; `python3 flops_reference.py` prints name, FLOPs, parameters. A multiply-add is 1
FLOP; layer norm 5, batch norm 2 and adaptive average pooling 1 per element; all else is free.
"""
import torch
from torch.overrides import TorchFunctionMode
from torchvision.models import resnet
from torchvision.models.swin_transformer import SwinTransformer


class Products(TorchFunctionMode):
    """Multiplications of linear maps, convolutions and matrix products."""

    flops = 0

    def __torch_function__(self, function, types, args=(), kwargs=None):
        out = function(*args, **(kwargs or {}))
        name = function.__name__
        if name == "linear":
            self.flops += args[0].numel() * args[1].shape[0]
        elif name == "conv2d":
            self.flops += args[1].numel() * out.shape[2] * out.shape[3]
        elif name == "matmul":
            self.flops += args[0].numel() * args[1].shape[-1]
        return out


PER_ELEMENT = {torch.nn.LayerNorm: 5, torch.nn.BatchNorm2d: 2, torch.nn.AdaptiveAvgPool2d: 1}


def count(net, side, free_pooling=False):
    elements = 0

    def add(module, inputs, _):
        nonlocal elements
        if not (free_pooling and isinstance(module, torch.nn.AdaptiveAvgPool2d)):
            elements += PER_ELEMENT[type(module)] * inputs[0].numel()

    for module in net.modules():
        if type(module) in PER_ELEMENT:
            module.register_forward_hook(add)
    with torch.no_grad(), Products() as products:
        net.eval()(torch.zeros(1, 3, side, side))
    return products.flops + elements, sum(p.numel() for p in net.parameters())


def swin(width, depths, heads, window, classes, side):
    # timm averages tokens where torchvision pools a map: free.
    net = SwinTransformer([4, 4], width, depths, heads, [window, window], num_classes=classes)
    return count(net, side, free_pooling=True)


print("swin tiny", *swin(96, [2, 2, 6, 2], [3, 6, 12, 24], 7, 1000, 224))
print("swin small", *swin(96, [2, 2, 18, 2], [3, 6, 12, 24], 7, 1000, 224))
print("swin base", *swin(128, [2, 2, 18, 2], [4, 8, 16, 32], 7, 1000, 224))
print("swin, windows of 7 on grids of 16 and 8", *swin(24, [2, 2], [2, 4], 7, 10, 64))
print("swin, windows of 4 on grids of 15 and 8", *swin(24, [2, 2], [2, 4], 4, 10, 60))
for depth in (18, 34, 50, 101, 152):
    print(f"resnet{depth}", *count(getattr(resnet, f"resnet{depth}")(), 224))
for depth in (18, 50):
    print(f"resnet{depth}, 97 pixels, 7 classes", *count(getattr(resnet, f"resnet{depth}")(num_classes=7), 97))
