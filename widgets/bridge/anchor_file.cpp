// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/anchor_file.h"

#include "widgets/bridge/checkpoint_inspection.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>

namespace klas::ui {

static constexpr std::uint64_t kMaxHeader = 16u << 20;

/// The `__metadata__` object of a safetensors file: 8 bytes of header length (little endian), then the header
/// as JSON.
static Json readMetadata(const fs::path& path) {
    const std::string what = path.filename().string();
    std::error_code error;
    if (!fs::is_regular_file(path, error)) // a pipe would be waited for
        throw Error("Cannot read the weights " + path.string() + ": there is no file of that name.");
    const std::uintmax_t size = fs::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    if (error || !file)
        throw Error("Cannot read the weights " + path.string() + ". Check that the file exists.");

    std::array<unsigned char, 8> prefix{};
    file.read(reinterpret_cast<char*>(prefix.data()), prefix.size());
    std::uint64_t length = 0;
    for (size_t k = prefix.size(); k-- > 0;)
        length = length << 8 | prefix[k];
    if (!file || length > kMaxHeader || length + prefix.size() > size)
        throw Error(what + " is no safetensors file, or it was cut short. Download or export it again.");

    std::string header(length, '\0');
    file.read(header.data(), static_cast<std::streamsize>(length));
    const Json json = parseJson(header, what);
    if (!json.is_object()) throw Error(what + " is no safetensors file: its header is no JSON object.");
    std::uint64_t end = 0; // of the tensors, counted from the end of the header
    for (const auto& [name, tensor] : json.items()) {
        if (name == "__metadata__") continue;
        const auto offsets = requiredField<Json>(tensor, "data_offsets", what);
        if (!offsets.is_array() || offsets.size() != 2 || !isWholeNumber<std::uint64_t>(offsets[0]) ||
            !isWholeNumber<std::uint64_t>(offsets[1]))
            throw Error(what + " is no safetensors file: the tensor \"" + name.substr(0, 40) + "\" has no place in it. Export it again.");
        end = std::max(end, offsets[1].get<std::uint64_t>());
    }
    if (end != size - length - prefix.size())
        throw Error(what + " was cut short or is damaged: its tensors take " + std::to_string(end) + " bytes, but it holds " +
                    std::to_string(size - length - prefix.size()) + ". Download or export it again.");
    return json.contains("__metadata__") ? json.at("__metadata__") : Json::object();
}

Anchor readAnchor(const fs::path& weights, const fs::path& config) {
    const std::string what = weights.filename().string();
    const bool isSafetensors = weights.extension() == ".safetensors";
    const Json metadata = isSafetensors ? readMetadata(weights) : Json::object();
    Anchor anchor;
    anchor.name = optionalField<std::string>(metadata, "klas.name", weights.stem().string(), what);
    if (!config.empty()) {
        anchor.arch = archFromJson(parseJson(readTextFile(config, 1u << 20), config.filename().string()),
                                   config.filename().string());
        if (!isSafetensors) requireReadable(weights);
    } else {
        const auto arch = optionalField<std::string>(metadata, "klas.arch", {}, what);
        anchor.arch = arch.empty() ? inspectArchitecture(weights) : archFromJson(parseJson(arch, what), what);
    }
    anchor.weights = fs::absolute(weights).lexically_normal().string();
    return anchor;
}

} // namespace klas::ui
