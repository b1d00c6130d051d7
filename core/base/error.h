// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>

namespace klas {

/// The one exception of the project: a sentence for the user (what, where, what to do) and, apart from it,
/// the technical cause for the log.
///
///     throw Error("Cannot read weights.safetensors: the header says 9 GB but the file has 2 MB. Download it again.");
///     catch (const std::exception& e) { throw Error("Cannot open the project " + path + ".", e.what()); }
class Error : public std::runtime_error {
public:
    explicit Error(const std::string& sentence, std::string cause = {})
        : std::runtime_error(sentence), m_cause(std::move(cause))
    {}
    const std::string& cause() const { return m_cause; }

private:
    std::string m_cause;
};

/// Thrown out of long work when its Progress was cancelled; not a failure.
class Cancelled : public std::exception {
public:
    const char* what() const noexcept override { return "cancelled"; }
};

} // namespace klas
