// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/memory.h"

#include <fstream>
#include <string>
#include <unistd.h>

namespace klas {

std::int64_t residentBytes(std::int64_t process) {
    std::ifstream file("/proc/" + (process > 0 ? std::to_string(process) : std::string("self")) + "/statm");
    std::int64_t total = 0, resident = 0;
    if (!(file >> total >> resident)) return 0;
    return resident * ::sysconf(_SC_PAGESIZE);
}

} // namespace klas
