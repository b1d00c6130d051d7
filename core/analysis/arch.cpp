// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/arch.h"

#include <algorithm>
#include <numeric>

namespace klas {

namespace {

struct Size {
    const char* name;
    int width, depth, heads;
};
constexpr Size kSizes[] = {
    {"tiny", 192, 12, 3}, {"small", 384, 12, 6}, {"base", 768, 12, 12}, {"large", 1024, 24, 16}};

ArchConfig makeArch(const std::string& family, const Size& size, bool distilled) {
    ArchConfig arch;
    arch.name = family + "_" + size.name + (distilled ? "_distilled" : "") + "_patch16_224";
    arch.family = family;
    arch.vit().width = size.width;
    arch.vit().depth = size.depth;
    arch.vit().heads = size.heads;
    arch.vit().distilled = distilled;
    arch.vit().layerScale = arch.vit().patchPositionsOnly = family == "deit3";
    return arch;
}

const std::vector<ArchConfig>& knownArchs() {
    static const std::vector<ArchConfig> all = [] {
        std::vector<ArchConfig> archs;
        for (const char* family : {"vit", "deit", "deit3"})
            for (const Size& size : kSizes)
                archs.push_back(makeArch(family, size, false));
        for (const Size& size : {kSizes[0], kSizes[1], kSizes[2]})
            archs.push_back(makeArch("deit", size, true));
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
    std::vector<std::pair<size_t, std::string>> byDistance;
    for (const std::string& known : archNames())
        byDistance.emplace_back(
            std::min(editDistance(shown, known), editDistance(shown + "_patch16_224", known)), known);
    std::stable_sort(byDistance.begin(), byDistance.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    throw Error("There is no architecture \"" + shown + "\"; the closest names are " + byDistance[0].second +
                ", " + byDistance[1].second + " and " + byDistance[2].second + ".");
}

NetCard netCard(const ArchConfig& arch) {
    check(arch);
    const VitConfig& v = arch.vit();
    const std::int64_t patches = std::int64_t{v.grid()} * v.grid();
    const std::int64_t n = v.tokens(), d = v.width, h = v.mlpWidth(), k = v.classes;
    const std::int64_t pixels = std::int64_t{v.patchSize} * v.patchSize * v.inChannels;
    const std::int64_t heads = v.distilled ? 2 : 1;

    NetCard card;
    card.name = arch.name;
    card.family = arch.family;
    card.imageSize = v.imageSize;
    card.inChannels = v.inChannels;
    card.classes = v.classes;
    card.stemGrid = {v.grid(), v.grid(), v.width, v.extraTokens()};
    card.tokenParams = d * v.extraTokens() + d * (v.patchPositionsOnly ? patches : n);
    card.stem = {patches * d * pixels, d * pixels + d + card.tokenParams};
    card.norm = {5 * n * d, 2 * d};
    card.head = {heads * k * d, heads * (k * d + k)};
    const Cost block{10 * n * d + 4 * n * d * d + 2 * n * d * h + 2 * n * n * d,
                     4 * d * d + 9 * d + 2 * d * h + h + (v.layerScale ? 2 * d : 0)};
    for (int b = 1; b <= v.depth; ++b)
        card.blocks.push_back({b, 1, card.stemGrid, block});
    return card;
}

} // namespace klas
