// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/checkpoints/pickle_value.h"

namespace klas::engine::pickle {

/// Reads one pickle (protocols 2 to 5, as torch.save writes them) from `bytes`, from position `at` on. A pickle is a
/// program for a small stack machine that may name any function and call it; this machine has no calls at all. The
/// names it knows are the allow-list of findGlobal(): what tensors are made of, and carriers of plain data, which
/// stay data. Any other name is refused by name before the next instruction is looked at.
///
/// Bounded: the pickle's size, the nodes, the stack and the memo, and each of them by the bytes there are. Texts are
/// not copied. Nothing recurses. Throws Error; `what` begins its sentence ("Cannot read weights.pth").
Pickle unpickle(std::string_view bytes, size_t at, const std::string& what);

} // namespace klas::engine::pickle
