// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/message.h"

#include <cmath>

namespace klas::protocol {

namespace {

template <typename... F>
struct Overloaded : F... {
    using F::operator()...;
};
template <typename... F>
Overloaded(F...) -> Overloaded<F...>;

/// {"name": body} on one line. Text that is not UTF-8 (a path, a message of the system) must not stop a
/// report.
std::string oneLine(const char* name, const Json& body) {
    return Json{{name, body}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

struct Parsed {
    std::string name;
    Json body;
};

Parsed parse(std::string_view line, const std::string& what) {
    if (line.size() > kMaxLine)
        throw Error(what + ": a line of " + std::to_string(line.size() >> 20) + " MiB is longer than the " +
                    std::to_string(kMaxLine >> 20) + " MiB that the protocol allows.");
    Json json = parseJson(line, what);
    if (!json.is_object() || json.size() != 1 || !json.begin().value().is_object())
        throw Error(what + ": a message is an object with one field, {\"name\": {...}}.");
    return {json.begin().key(), std::move(json.begin().value())};
}

long jobOf(const Json& body, const std::string& what) {
    const auto job = requiredField<Json>(body, "job", what);
    if (!job.is_number_integer()) throw Error(what + ": \"job\" must be a whole number.");
    return job.get<long>();
}

ProgressReport reportFromJson(const Json& body, const std::string& what) {
    ProgressReport report;
    report.fraction = requiredField<double>(body, "fraction", what);
    if (!(report.fraction >= 0 && report.fraction <= 1))
        throw Error(what + ": \"fraction\" must lie between 0 and 1.");
    report.step = optionalField<std::string>(body, "step", "", what);
    report.done = optionalField<long>(body, "done", 0, what);
    report.total = optionalField<long>(body, "total", 0, what);
    report.secondsLeft = optionalField<double>(body, "seconds_left", -1, what);
    return report;
}

} // namespace

std::string line(const ToWorker& message) {
    return std::visit(Overloaded{
                          [](const Start& m) {
                              const std::string kind = text(kindOf(m.request));
                              return oneLine(kind.c_str(), {{"job", m.job}, {"request", toJson(m.request)}});
                          },
                          [](const Cancel& m) {
                              return oneLine("cancel", {{"job", m.job}});
                          },
                          [](const Pause& m) {
                              return oneLine("pause", {{"job", m.job}});
                          },
                          [](const Quit&) { return oneLine("quit", Json::object()); },
                      },
                      message);
}

std::string line(const FromWorker& message) {
    return std::visit(
        Overloaded{
            [](const Hello& m) {
                return oneLine("hello",
                               {{"protocol", m.protocol}, {"version", m.version}, {"device", m.device}});
            },
            [](const ProgressLine& m) {
                const ProgressReport& r = m.report;
                return oneLine("progress", {{"job", m.job},
                                            {"fraction", r.fraction},
                                            {"step", r.step},
                                            {"done", r.done},
                                            {"total", r.total},
                                            {"seconds_left", r.secondsLeft}});
            },
            [](const RecordLine& m) {
                Json body{{"job", m.job}};
                body.update(toJson(m.record));
                return oneLine("record", body);
            },
            [](const Done& m) {
                return oneLine("done", {{"job", m.job}});
            },
            [](const CancelledLine& m) {
                return oneLine("cancelled", {{"job", m.job}});
            },
            [](const PausedLine& m) {
                return oneLine("paused", {{"job", m.job}});
            },
            [](const Failed& m) {
                return oneLine("failed", {{"job", m.job}, {"message", m.message}, {"cause", m.cause}});
            },
        },
        message);
}

ToWorker parseToWorker(std::string_view line) {
    const std::string what = "Message to the worker";
    const auto [name, body] = parse(line, what);
    const std::string where = what + " \"" + name + "\"";
    for (const JobKind kind : kJobKinds)
        if (name == text(kind))
            return Start{jobOf(body, where), requestFromJson(kind, requiredField<Json>(body, "request", where), where)};
    if (name == "cancel") return Cancel{jobOf(body, where)};
    if (name == "pause") return Pause{jobOf(body, where)};
    if (name == "quit") return Quit{};
    throw Error(what + ": \"" + name + "\" is no message of protocol " + std::to_string(kVersion) + ".");
}

FromWorker parseFromWorker(std::string_view line) {
    const std::string what = "Message from the worker";
    const auto [name, body] = parse(line, what);
    const std::string where = what + " \"" + name + "\"";
    if (name == "hello") {
        const int protocol = requiredField<int>(body, "protocol", where);
        if (protocol != kVersion)
            throw Error("The worker speaks protocol " + std::to_string(protocol) + " and this program " +
                        std::to_string(kVersion) + "; use a klas and a klas-explorer of the same version.");
        return Hello{protocol, optionalField<std::string>(body, "version", "", where),
                     optionalField<std::string>(body, "device", "", where)};
    }
    if (name == "progress") return ProgressLine{jobOf(body, where), reportFromJson(body, where)};
    if (name == "record") return RecordLine{jobOf(body, where), recordFromJson(body, where)};
    if (name == "done") return Done{jobOf(body, where)};
    if (name == "cancelled") return CancelledLine{jobOf(body, where)};
    if (name == "paused") return PausedLine{jobOf(body, where)};
    if (name == "failed")
        return Failed{jobOf(body, where), requiredField<std::string>(body, "message", where),
                      optionalField<std::string>(body, "cause", "", where)};
    throw Error(what + ": \"" + name + "\" is no message of protocol " + std::to_string(kVersion) + ".");
}

} // namespace klas::protocol
