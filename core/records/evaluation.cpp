// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/evaluation.h"

#include <bit>

namespace klas {

namespace {

constexpr char kDigits[] = "0123456789abcdef";
constexpr long kMostImages = 100'000'000;

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

double share(const Json& json, const char* name, const std::string& what) {
    const auto value = requiredField<double>(json, name, what);
    if (!(value >= 0 && value <= 1)) throw Error(what + ": \"" + name + "\" must be from 0 to 1.");
    return value;
}

} // namespace

Hits::Hits(long images)
    : m_images(images) {
    if (images < 0 || images > kMostImages) throw Error("Results of " + std::to_string(images) + " images cannot be kept.");
    m_bits.resize(static_cast<size_t>((images + 7) / 8));
}

void Hits::requireImage(long image) const {
    if (image < 0 || image >= m_images)
        throw Error("There is no image " + std::to_string(image) + " among " + std::to_string(m_images) + ".");
}

bool Hits::at(long image) const {
    requireImage(image);
    return m_bits[static_cast<size_t>(image / 8)] >> (image % 8) & 1;
}

void Hits::set(long image) {
    requireImage(image);
    m_bits[static_cast<size_t>(image / 8)] |= static_cast<std::uint8_t>(1u << (image % 8));
}

long Hits::count() const {
    long count = 0;
    for (const std::uint8_t byte : m_bits)
        count += std::popcount(byte);
    return count;
}

std::string Hits::toText() const {
    std::string text;
    text.reserve(2 * m_bits.size());
    for (const std::uint8_t byte : m_bits) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

Hits Hits::fromText(const std::string& text, long images, const std::string& what) {
    if (images < 0 || images > kMostImages || text.size() != static_cast<size_t>((images + 7) / 8) * 2)
        throw Error(what + ": the hits are not those of " + std::to_string(images) + " images.");
    Hits hits(images);
    for (size_t k = 0; k < hits.m_bits.size(); ++k) {
        const int high = digit(text[2 * k]), low = digit(text[2 * k + 1]);
        if (high < 0 || low < 0) throw Error(what + ": the hits must be hexadecimal digits.");
        hits.m_bits[k] = static_cast<std::uint8_t>(high << 4 | low);
    }
    if (images % 8 != 0 && hits.m_bits.back() >> (images % 8) != 0)
        throw Error(what + ": the hits have more bits than images.");
    return hits;
}

Json toJson(const Evaluation& e) {
    Json json = toJson(e.configuration);
    json.update(Json{{"run", e.run},
                     {"step", e.step},
                     {"split", e.split},
                     {"images", e.images},
                     {"top1", e.top1},
                     {"top5", e.top5},
                     {"loss", e.loss},
                     {"flops", e.cost.flops},
                     {"params", e.cost.params},
                     {"latency", jsonOrNull(e.latency)},
                     {"throughput", jsonOrNull(e.throughput)},
                     {"hits", e.hits ? Json(e.hits->toText()) : Json(nullptr)},
                     {"key", e.key},
                     {"provenance", e.provenance}});
    return json;
}

Evaluation evaluationFromJson(const Json& json, const std::string& what) {
    Evaluation e;
    e.configuration = configurationFromJson(json, what);
    e.run = requiredField<std::string>(json, "run", what);
    e.step = requiredField<long>(json, "step", what);
    e.split = requiredField<std::string>(json, "split", what);
    e.images = requiredField<long>(json, "images", what);
    if (e.images < 1 || e.step < 0) throw Error(what + ": an evaluation needs images, and no steps below 0.");
    e.top1 = share(json, "top1", what);
    e.top5 = share(json, "top5", what);
    e.loss = optionalField(json, "loss", std::nan(""), what); // JSON has no infinity
    e.cost = {requiredField<std::int64_t>(json, "flops", what), requiredField<std::int64_t>(json, "params", what)};
    e.latency = optionalFromJson<double>(json, "latency", what);
    e.throughput = optionalFromJson<double>(json, "throughput", what);
    if (const auto hits = optionalFromJson<std::string>(json, "hits", what)) e.hits = Hits::fromText(*hits, e.images, what);
    e.key = requiredField<std::string>(json, "key", what);
    e.provenance = optionalField<Json>(json, "provenance", Json(), what);
    return e;
}

} // namespace klas
