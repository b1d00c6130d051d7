// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace klas::cli {

/// Options every command shares.
struct Common {
    bool json = false; ///< one JSON document on stdout
    std::string device = "auto";
    int threads = 0;
};

/// A command adds itself to the program and leaves its work in a callback. It throws Error for bad input
/// (exit 1); CLI11 turns bad usage into exit 2.
using AddCommand = void (*)(CLI::App& program, Common& common);

} // namespace klas::cli
