// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/limits.h"

#include "app/cli/output.h"

namespace klas::cli {

namespace {

CLI::Validator atLeast(const std::string& what, bool (*holds)(double)) {
    return CLI::Validator(
        [what, holds](std::string& text) {
            double value = 0;
            return CLI::detail::lexical_cast(text, value) && holds(value) ? std::string() : "\"" + oneLine(text) + "\" " + what;
        },
        {});
}

} // namespace

const CLI::Validator kPositive = atLeast("must be a number above 0", [](double value) { return value > 0; });
const CLI::Validator kNotNegative = atLeast("must be a number, 0 or more", [](double value) { return value >= 0; });

} // namespace klas::cli
