// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/checkpoints/safetensors.h"

#include <string>
#include <vector>

namespace klas::engine {

/// One of our networks' tensors, made of one tensor of the file, or of several that stand below each other (query,
/// key and value of one projection).
struct NamedParts {
    std::string name;                   ///< as our networks register it
    std::vector<std::string> originals; ///< as the file calls it
    std::vector<torch::Tensor> parts;

    std::vector<int64_t> shape() const;
    std::int64_t numel() const;
    torch::Tensor tensor() const; ///< a view of the file where it is one part, else joined along the first dimension
};

/// Names of a checkpoint brought to those of our networks, which are the original authors' own.
struct Translation {
    std::string family;  ///< "vit", "swin", "resnet", "levit"; "" = not recognised, names as they are
    std::string dialect; ///< "timm", "torchvision", "Hugging Face transformers", "original"
    std::vector<NamedParts> tensors;
    std::string problem; ///< a sentence where a dialect is recognised that no network here can take (Swin V2)
};

/// Recognises who wrote the keys and translates them:
///
///     ViT, DeiT  timm and DeiT (as they are), torchvision, Hugging Face
///     Swin       original (downsampling at a stage's end), current timm (at its beginning, head.fc), torchvision, Hugging Face
///     ResNet     torchvision and timm (as they are), Hugging Face
///     LeViT      original, current timm (linear and convolutional), Hugging Face
///
/// Keys that belong to no rule keep their names, so that they are reported as surplus.
Translation translateKeys(NamedTensors tensors);

/// A prefix that every key has, of those that training frameworks add ("module.", "model.", "_orig_mod.", ...), is
/// taken away, again while there is one. Returns what was taken, "" for nothing.
std::string stripPrefix(NamedTensors& tensors);

} // namespace klas::engine
