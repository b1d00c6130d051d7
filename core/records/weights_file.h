// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"

#include <map>
#include <string>
#include <vector>

namespace klas {

/// The weights file that a folder of the Hugging Face kind holds: `model.safetensors.index.json`,
/// `model.safetensors`, `pytorch_model.bin.index.json` or `pytorch_model.bin`, the first there is. A path that is no
/// folder is returned as it is. Throws Error for a folder without any of them.
fs::path weightsFileIn(const fs::path& path);

/// Whether a path is the index of weights in several files, `*.index.json`.
bool isShardIndex(const fs::path& path);

/// Tensor -> the file beside the index that holds it. The files are plain names: an index may not reach out of its
/// folder. Throws Error.
std::map<std::string, std::string> readShardIndex(const fs::path& index);
/// The files it names, in order. Throws Error.
std::vector<fs::path> shardsOf(const fs::path& index);

/// Lower-case hexadecimal SHA-256 of weights: of their file, or, for an index, of the list of `SHA-256  name` lines of the
/// index and its files, since an index says nothing of their content. Throws Error.
std::string weightsSha256(const fs::path& path);

} // namespace klas
