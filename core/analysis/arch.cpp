// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/arch.h"

#include "core/analysis/family_card.h"

#include <algorithm>
#include <numeric>

namespace klas {

namespace {

struct VitSize {
    const char* name;
    int width, depth, heads;
};
constexpr VitSize kVitSizes[] = {
    {"tiny", 192, 12, 3}, {"small", 384, 12, 6}, {"base", 768, 12, 12}, {"large", 1024, 24, 16}};

ArchConfig vitArch(const std::string& family, const VitSize& size, bool distilled) {
    const bool deit3 = family == "deit3";
    return {family + "_" + size.name + (distilled ? "_distilled" : "") + "_patch16_224", family,
            VitConfig{.width = size.width,
                      .depth = size.depth,
                      .heads = size.heads,
                      .distilled = distilled,
                      .layerScale = deit3,
                      .patchPositionsOnly = deit3}};
}

ArchConfig swinArch(const char* size, int width, std::vector<int> depths, std::vector<int> heads) {
    return {std::string("swin_") + size + "_patch4_window7_224", "swin",
            SwinConfig{.width = width, .depths = std::move(depths), .heads = std::move(heads)}};
}

ArchConfig resnetArch(int number, bool bottleneck, std::vector<int> layers) {
    return {"resnet" + std::to_string(number), "resnet",
            ResnetConfig{.bottleneck = bottleneck, .layers = std::move(layers)}};
}

ArchConfig levitArch(const char* size, std::vector<int> widths, int keyDim, std::vector<int> heads,
                     std::vector<int> depths) {
    return {std::string("levit_") + size, "levit",
            LevitConfig{.widths = std::move(widths),
                        .keyDim = keyDim,
                        .heads = std::move(heads),
                        .depths = std::move(depths)}};
}

const std::vector<ArchConfig>& knownArchs() {
    static const std::vector<ArchConfig> all = [] {
        std::vector<ArchConfig> archs;
        for (const char* family : {"vit", "deit", "deit3"})
            for (const VitSize& size : kVitSizes)
                archs.push_back(vitArch(family, size, false));
        for (const VitSize& size : {kVitSizes[0], kVitSizes[1], kVitSizes[2]})
            archs.push_back(vitArch("deit", size, true));
        archs.push_back(swinArch("tiny", 96, {2, 2, 6, 2}, {3, 6, 12, 24}));
        archs.push_back(swinArch("small", 96, {2, 2, 18, 2}, {3, 6, 12, 24}));
        archs.push_back(swinArch("base", 128, {2, 2, 18, 2}, {4, 8, 16, 32}));
        archs.push_back(swinArch("large", 192, {2, 2, 18, 2}, {6, 12, 24, 48}));
        archs.push_back(resnetArch(18, false, {2, 2, 2, 2}));
        archs.push_back(resnetArch(34, false, {3, 4, 6, 3}));
        archs.push_back(resnetArch(50, true, {3, 4, 6, 3}));
        archs.push_back(resnetArch(101, true, {3, 4, 23, 3}));
        archs.push_back(resnetArch(152, true, {3, 8, 36, 3}));
        archs.push_back(levitArch("128s", {128, 256, 384}, 16, {4, 6, 8}, {2, 3, 4}));
        archs.push_back(levitArch("128", {128, 256, 384}, 16, {4, 8, 12}, {4, 4, 4}));
        archs.push_back(levitArch("192", {192, 288, 384}, 32, {3, 5, 6}, {4, 4, 4}));
        archs.push_back(levitArch("256", {256, 384, 512}, 32, {4, 6, 8}, {4, 4, 4}));
        archs.push_back(levitArch("384", {384, 512, 768}, 32, {6, 9, 12}, {4, 4, 4}));
        return archs;
    }();
    return all;
}

/// Levenshtein distance, one row at a time.
size_t editDistance(const std::string& a, const std::string& b) {
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
            diagonal = above;
        }
    }
    return row[b.size()];
}

} // namespace

const std::vector<std::string>& archNames() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const ArchConfig& arch : knownArchs())
            all.push_back(arch.name);
        return all;
    }();
    return names;
}

ArchConfig namedArch(const std::string& name) {
    for (const ArchConfig& arch : knownArchs())
        if (arch.name == name) return arch;
    const std::string shown = name.substr(0, 80);
    std::string lower = shown;
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    std::vector<std::pair<size_t, std::string>> byDistance;
    for (const std::string& known : archNames()) // people leave out what follows the size
        byDistance.emplace_back(
            std::min(editDistance(lower, known), editDistance(lower, known.substr(0, known.find("_patch")))), known);
    std::stable_sort(byDistance.begin(), byDistance.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    throw Error("There is no architecture \"" + shown + "\"; the closest names are " + byDistance[0].second +
                ", " + byDistance[1].second + " and " + byDistance[2].second + ".");
}

NetCard netCard(const ArchConfig& arch) {
    check(arch);
    NetCard card = std::visit([](const auto& config) { return familyCard(config); }, arch.shape);
    card.name = arch.name;
    card.family = arch.family;
    card.imageSize = arch.imageSize();
    card.inChannels = arch.inChannels();
    card.classes = arch.classes();
    return card;
}

} // namespace klas
