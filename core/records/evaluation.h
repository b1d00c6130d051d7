// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/configuration.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace klas {

/// Which images of a split a network got right: one bit an image, in the split's order. What intervals over images are
/// drawn from, the same images for every network.
class Hits {
public:
    Hits() = default;
    explicit Hits(long images);

    long images() const { return m_images; }
    bool at(long image) const;
    void set(long image);
    long count() const;
    /// As hexadecimal digits, two for 8 images, the first image in the lowest bit.
    std::string toText() const;
    /// Throws Error where the digits are not those of `images` bits.
    static Hits fromText(const std::string& text, long images, const std::string& what);

    bool operator==(const Hits&) const = default;

private:
    void requireImage(long image) const;

    long m_images = 0;
    std::vector<std::uint8_t> m_bits;
};

/// How well one configuration does on one split.
struct Evaluation {
    Configuration configuration;
    std::string run;                 ///< of finetuning; empty: anchors as they came, stitches as initialised
    long step = 0;                   ///< optimiser steps of the run so far
    std::string split;               ///< "validation" or "test"
    long images = 0;
    double top1 = 0, top5 = 0;       ///< 0..1
    double loss = 0;                 ///< mean cross-entropy, nats
    Cost cost;                       ///< FLOPs of one image and parameters, default profile
    std::optional<double> latency;   ///< seconds of one image alone
    std::optional<double> throughput;///< images per second in batches
    std::optional<Hits> hits;        ///< of top-1
    std::string key;                 ///< of everything that produced it
    Json provenance;
    bool operator==(const Evaluation&) const = default;
};

Json toJson(const Evaluation& evaluation);
/// Throws Error: shares outside 0..1, no images, hits of another number of images.
Evaluation evaluationFromJson(const Json& json, const std::string& what);

} // namespace klas
