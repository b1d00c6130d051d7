// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/method_color.h"

#include "core/base/fixed_hash.h"
#include "core/base/okabe_ito.h"

#include <array>

namespace klas {

namespace {

struct Known {
    const char* method;
    std::uint32_t color;
};
using namespace okabe_ito;
constexpr Known kKnown[] = {
    {"klas", kVermillion},   {"snnet", kSkyBlue},   {"random", kPurple},
    {"uniform", kGreen},     {"min-kl", kOrange},   {"cascade", kYellow},
    {"whole-source", kBlue}, {"init-both", kGreen}, {"probe-front", kBlue}, {"klas-reverse", kOrange},
};
constexpr std::array kOthers{kPurple, kGreen, kOrange, kYellow, kBlue, kSkyBlue};

} // namespace

std::uint32_t methodColor(const std::string& method) {
    for (const Known& known : kKnown)
        if (method == known.method) return known.color;
    return kOthers[fixedHash(method) % kOthers.size()];
}

} // namespace klas
