// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/message.h"

#include "tests/fuzz/target.h"

namespace klas::fuzz {

const Allowance kAllowance{.single = 64, .live = 512};

/// A line of the worker protocol, either way; what was understood is written and understood again.
void readOne(Bytes input) {
    try {
        const std::string line = protocol::line(protocol::parseToWorker(text(input)));
        require(protocol::line(protocol::parseToWorker(line)) == line, "a request that changes on its way");
    } catch (const Error&) {
        const std::string line = protocol::line(protocol::parseFromWorker(text(input)));
        require(protocol::line(protocol::parseFromWorker(line)) == line, "a report that changes on its way");
    }
}

} // namespace klas::fuzz
