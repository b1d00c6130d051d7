// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/checkpoints/mapping.h"
#include "core/engine/checkpoints/raw_checkpoint.h"

#include <memory>

namespace klas::engine {

/// Weights that torch.save wrote since torch 1.6: a zip archive of a pickle and one uncompressed entry for each storage.
/// Nothing in the pickle is run (unpickler.h); tensors are views of the mapped file. Throws Error.
RawCheckpoint readZipPth(const fs::path& path, const std::shared_ptr<Mapping>& mapping, WeightsKind kind);

/// Weights that torch.save wrote before torch 1.6: a row of pickles (a magic number, the format's version, the
/// machine, the object, the storages' keys), then each storage as its count and its bytes. The bytes are
/// little-endian whatever the machine was: torch turned them while writing. Throws Error.
RawCheckpoint readLegacyPth(const fs::path& path, const std::shared_ptr<Mapping>& mapping, WeightsKind kind);
bool looksLikeLegacyPth(std::string_view bytes);

} // namespace klas::engine
