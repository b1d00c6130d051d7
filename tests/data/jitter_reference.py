# SPDX-License-Identifier: GPL-3.0-or-later
# Prints the numbers of colourStepsAsTorchvision in images_test.cpp (torchvision 0.14).
import torch
import torchvision.transforms.functional as F

x = torch.tensor([0.9, 0.1, 0.5, 0.2, 0.8, 0.5, 0.3, 0.4, 0.5]).view(3, 1, 3)
for name, y in (("contrast", F.adjust_contrast(x, 1.5)), ("saturation", F.adjust_saturation(x, 0.25)),
                ("hue", F.adjust_hue(x, 0.2))):
    print(name, ", ".join(f"{v:.5f}f" for v in y.flatten().tolist()))
