// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/checkpoint.h"

#include "core/base/error.h"
#include "core/engine/checkpoints/mapping.h"
#include "core/engine/checkpoints/pth.h"
#include "core/engine/checkpoints/sharded.h"
#include "core/engine/checkpoints/zip_directory.h"
#include "core/records/weights_file.h"

#include <algorithm>

namespace klas::engine {

namespace {

/// What a file is that is none of ours, as far as its first bytes tell; "" when they do not.
std::string strangerName(std::string_view bytes) {
    const auto begins = [&](std::string_view magic) { return bytes.substr(0, magic.size()) == magic; };
    if (bytes.size() > 262 && bytes.substr(257, 5) == "ustar") return "a tar archive (torch wrote those before 0.1.10); save the weights again with a current torch";
    if (begins("\x1f\x8b") || begins("BZh") || begins("\xfd" "7zXZ") || begins("\x28\xb5\x2f\xfd")) return "a compressed file; unpack it first";
    if (begins("\x89HDF")) return "an HDF5 file (Keras); save the weights as safetensors";
    if (begins("GGUF")) return "a GGUF file; klas reads the safetensors or .pth weights it was made from";
    if (begins("\x93NUMPY")) return "a NumPy array; save the weights as safetensors";
    if (begins("version https://git-lfs")) return "a Git LFS pointer, not the file itself; fetch it with git lfs pull";
    if (begins("<!DOCTYPE") || begins("<html") || begins("<!doctype")) return "a web page; the download went wrong, fetch it again";
    if (begins("\x80\x02") || begins("\x80\x03") || begins("\x80\x04")) return "a bare pickle that torch.save did not write";
    return {};
}

RawCheckpoint readFile(const fs::path& path, WeightsKind kind) {
    const auto mapping = std::make_shared<Mapping>(path);
    const std::string_view bytes = mapping->bytes();
    if (ZipDirectory::looksLikeZip(bytes)) return readZipPth(path, mapping, kind);
    if (looksLikeLegacyPth(bytes)) return readLegacyPth(path, mapping, kind);
    if (const std::string stranger = strangerName(bytes); !stranger.empty())
        throw Error("Cannot read " + path.string() + " as weights: it is " + stranger + ".");
    // safetensors begin with the length of their header and then the header, a JSON object.
    const auto refuse = [&](const std::string& why) { throw Error("Cannot read " + path.string() + " as weights: " + why + "."); };
    if (bytes.size() < 9) refuse("it has only " + std::to_string(bytes.size()) + " bytes; fetch it again");
    if (bytes[8] != '{' && bytes[8] != '[' && bytes[8] != ' ') refuse("it is no safetensors file, and torch.save did not write it either");
    const SafeTensors file(path);
    RawCheckpoint raw;
    raw.format = "safetensors";
    raw.metadata = file.metadata();
    raw.files = {path};
    for (const std::string& name : file.names())
        raw.tensors.emplace_back(name, file.tensor(name));
    return raw;
}

} // namespace

Checkpoint::Checkpoint(const fs::path& path, WeightsKind kind)
    : m_path(path) {
    const fs::path file = weightsFileIn(path);
    RawCheckpoint raw = isShardIndex(file) ? readSharded(file, [kind](const fs::path& shard) { return readFile(shard, kind); })
                                             : readFile(file, kind);
    if (kind == WeightsKind::Averaged && !raw.averaged)
        throw Error("Cannot read " + path.string() + ": it holds no moving averages (EMA) of weights; leave that choice out to use the plain weights.");
    m_info = {raw.format, raw.wrapper, raw.averaged, "", "", "", "", raw.archHint, raw.beside, raw.notes, raw.metadata, raw.files};
    m_info.prefix = stripPrefix(raw.tensors);
    Translation translation = translateKeys(std::move(raw.tensors));
    m_info.family = translation.family;
    m_info.dialect = translation.dialect;
    m_info.problem = translation.problem;
    m_tensors = std::move(translation.tensors);
    for (size_t k = 0; k < m_tensors.size(); ++k) {
        if (!m_places.emplace(m_tensors[k].name, k).second)
            throw Error("Cannot read " + path.string() + ": two of its tensors stand for " + m_tensors[k].name + ".");
        m_names.push_back(m_tensors[k].name);
    }
}

const NamedParts& Checkpoint::parts(const std::string& name) const {
    const auto found = m_places.find(name);
    if (found != m_places.end()) return m_tensors[found->second];
    std::string known;
    for (size_t k = 0; k < std::min<size_t>(m_names.size(), 8); ++k)
        known += (k ? ", " : "") + m_names[k];
    throw Error(m_path.string() + " holds no tensor \"" + name + "\"; it holds " +
                (known.empty() ? "none" : known + (m_names.size() > 8 ? ", ..." : "")) + ".");
}

torch::Tensor Checkpoint::tensor(const std::string& name) const {
    return parts(name).tensor();
}

} // namespace klas::engine
