// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/pth.h"

#include "core/base/error.h"
#include "core/engine/checkpoints/pickle_state.h"
#include "core/engine/checkpoints/unpickler.h"
#include "core/engine/checkpoints/zip_directory.h"

#include <bit>

namespace klas::engine {

namespace {

/// The archive's one folder, "archive/" or a name of its own, that holds data.pkl.
std::string folderOf(const ZipDirectory& zip, const std::string& what) {
    std::string folder;
    bool found = false, program = false;
    for (const auto& [name, content] : zip.entries()) {
        const size_t slash = name.find('/');
        const std::string rest = slash == std::string::npos ? name : name.substr(slash + 1);
        program = program || rest == "constants.pkl";
        if (rest != "data.pkl") continue;
        if (found) throw Error(what + ": the archive holds more than one data.pkl.");
        found = true;
        folder = slash == std::string::npos ? "" : name.substr(0, slash + 1);
    }
    if (program)
        throw Error(what + ": it is a TorchScript program, not weights; save the network's state_dict with torch.save and open that.");
    if (!found)
        throw Error(what + ": it is a zip archive, but not one of torch.save (data.pkl is missing).");
    return folder;
}

bool otherByteOrder(std::string_view order, const std::string& what) {
    if (!order.data()) return false; // written before torch 2.1: the machine's own, and those are little-endian
    if (order != "little" && order != "big") throw Error(what + ": its byteorder entry is neither little nor big.");
    return (order == "little") != (std::endian::native == std::endian::little);
}

} // namespace

RawCheckpoint readZipPth(const fs::path& path, const std::shared_ptr<Mapping>& mapping, WeightsKind kind) {
    const std::string what = "Cannot read " + path.string();
    const ZipDirectory zip(mapping->bytes(), what);
    const std::string folder = folderOf(zip, what);
    const pickle::Pickle pickle = pickle::unpickle(zip.find(folder + "data.pkl"), 0, what);
    PthTensors tensors(
        mapping, [&](std::string_view key) { return zip.find(folder + "data/" + std::string(key)); },
        otherByteOrder(zip.find(folder + "byteorder"), what), what);
    RawCheckpoint raw = stateOf(pickle, tensors, kind, what);
    raw.format = "PyTorch zip archive";
    raw.files = {path};
    return raw;
}

} // namespace klas::engine
