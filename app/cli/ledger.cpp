// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/cost_ledger.h"

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/store/project.h"

#include <ctime>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace klas::cli {

namespace {

/// Of ISO 8601 UTC, as jobs carry it.
std::optional<double> secondsOf(const std::string& time) {
    std::tm parts{};
    std::istringstream in(time);
    in >> std::get_time(&parts, "%Y-%m-%dT%H:%M:%S");
    if (in.fail()) return std::nullopt;
    return double(timegm(&parts));
}

std::string partOf(JobKind kind) {
    switch (kind) {
    case JobKind::Analyze: return "features";
    case JobKind::Preview: return "previews";
    case JobKind::Finetune: return "finetuning";
    case JobKind::Evaluate: return "evaluation";
    case JobKind::Export:
        return "exports";
    }
    return {};
}

void showLedger(const std::string& file, const Common& common) {
    const Project project = Project::open(file, Project::Access::ReadOnly);
    LedgerInputs inputs{project.anchors(), project.probeReports(), project.matrices(), project.evaluations(), project.runs()};
    for (const Job& job : project.jobs()) {
        const auto from = secondsOf(job.started), to = secondsOf(job.finished);
        if (from && to && *to >= *from) inputs.jobs.push_back({partOf(job.kind), *to - *from});
    }
    const auto ledger = costLedger(inputs);
    if (common.json) {
        Json json = Json::array();
        for (const LedgerRow& r : ledger)
            json.push_back({{"part", r.part}, {"what", r.what}, {"items", r.items}, {"flops", r.flops}, {"seconds", jsonOrNull(r.seconds)}});
        return printJson(json);
    }
    std::vector<std::vector<std::string>> rows;
    double flops = 0;
    for (const LedgerRow& r : ledger) {
        flops += r.flops;
        rows.push_back({r.part, r.what, std::to_string(r.items), r.flops > 0 ? shortNumber(r.flops) : "-", r.seconds ? fixed(*r.seconds, 1) : "-"});
    }
    printTable({"part", "what", "items", "FLOPs", "seconds"}, rows);
    std::cout << "\n" << flopsText(flops) << " in all, in closed form; 1 multiply-add = 1 FLOP, training three times the forward. A job's seconds hold those of "
              << "what it did.\n";
}

} // namespace

void addLedger(CLI::App& program, Common& common) {
    auto file = std::make_shared<std::string>();
    CLI::App* command = program.add_subcommand("ledger", "What a project has cost: features, matrices, previews, finetuning by method, evaluation");
    command->add_option("FILE", *file, "Project, name.klas")->required();
    command->callback([file, &common] { showLedger(*file, common); });
}

} // namespace klas::cli
