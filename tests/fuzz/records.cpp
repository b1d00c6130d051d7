// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/record.h"
#include "core/jobs/request.h"
#include "core/records/reference_curve.h"
#include "core/records/selection.h"
#include "tests/fuzz/target.h"

namespace klas::fuzz {

const Allowance kAllowance{.single = 64, .live = 512};

namespace {

/// Reads it as one kind; what was read is written and read again.
template <typename Read>
void tryAs(const Json& json, Read read) {
    std::string first;
    try {
        first = toJson(read(json, "project")).dump(-1, ' ', false, Json::error_handler_t::replace);
    } catch (const Error&) {
        return;
    }
    const std::string again =
        toJson(read(parseJson(first, "written"), "written")).dump(-1, ' ', false, Json::error_handler_t::replace);
    require(first == again, "a record that changes when it is stored");
}

} // namespace

/// The JSON that a project's tables and a request hold.
void readOne(Bytes input) {
    const Json json = parseJson(text(input), "project");
    tryAs(json, recordFromJson);
    tryAs(json, [](const Json& j, const std::string& what) { return analyzeRequestFromJson(j, what); });
    tryAs(json, [](const Json& j, const std::string& what) { return anchorFromJson(j, what); });
    tryAs(json, [](const Json& j, const std::string& what) { return dataSpecFromJson(j, what); });
    tryAs(json, [](const Json& j, const std::string& what) { return probeOptionsFromJson(j, what); });
    tryAs(json, [](const Json& j, const std::string& what) { return selectionFromJson(j, what); });
    tryAs(json, [](const Json& j, const std::string& what) { return referenceCurveFromJson(j, what); });
}

} // namespace klas::fuzz
