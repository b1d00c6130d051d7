// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace klas::engine {

/// Where a key of a dialect goes: our name, and which of how many parts of it.
struct KeyTarget {
    std::string name;
    int part = 0, parts = 1;
    bool linear = false; ///< a 1x1 convolution there, a linear layer here
};

/// The keys of a checkpoint, for rules that depend on the whole.
using Keys = std::set<std::string, std::less<>>;

/// One way to name a family's tensors.
struct Dialect {
    const char* family;
    const char* name;
    std::vector<const char*> marks; ///< it is this one when all of these keys are there
    /// Makes the rule for a checkpoint; the rule gives nothing for keys it does not know.
    std::function<std::function<std::optional<KeyTarget>(const std::string&)>(const Keys&)> rules;
    const char* problem = nullptr; ///< set: recognised, but no network here
};

/// In the order in which they are tried.
std::vector<Dialect> vitDialects();
std::vector<Dialect> swinDialects();
std::vector<Dialect> resnetDialects();
std::vector<Dialect> levitDialects();

/// A fixed table of patterns (key_pattern.h) as the rule of a dialect.
struct KeyRule {
    const char* from;
    const char* to;
    int part = 0, parts = 1;
};
std::function<std::optional<KeyTarget>(const std::string&)> tableRule(std::vector<KeyRule> rules);
/// A rule that leaves every key as it is.
std::function<std::optional<KeyTarget>(const std::string&)> sameNames(const Keys&);

} // namespace klas::engine
