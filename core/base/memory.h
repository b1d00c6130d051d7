// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace klas {

/// Resident memory of a process in bytes, of this one for 0; 0 where the system does not tell.
std::int64_t residentBytes(std::int64_t process = 0);

} // namespace klas
