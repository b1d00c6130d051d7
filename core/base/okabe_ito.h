// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// Okabe and Ito, "Color Universal Design", 2008: told apart with every common colour blindness. 0xRRGGBB.
namespace klas::okabe_ito {

inline constexpr std::uint32_t kOrange = 0xe69f00, kSkyBlue = 0x56b4e9, kGreen = 0x009e73, kYellow = 0xf0e442,
                               kBlue = 0x0072b2, kVermillion = 0xd55e00, kPurple = 0xcc79a7;

} // namespace klas::okabe_ito
