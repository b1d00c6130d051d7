// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/preview.h"

#include "app/cli/command.h"
#include "app/cli/compute.h"
#include "app/cli/output.h"
#include "app/cli/project_job.h"
#include "app/cli/project_options.h"
#include "app/cli/stitch_jobs.h"
#include "core/analysis/cost.h"

#include <map>

namespace klas::cli {

namespace {

struct Options {
    std::string file;
    PreviewOptions preview;
};

/// What is known of a stitch before it is finetuned.
struct Card {
    Stitch stitch;
    Cost cost;
    std::optional<double> omega, omegaError, sigma, gamma;
    std::optional<Evaluation> initialised;
};

Card cardFor(const Project& project, const std::vector<NetCard>& anchors, const Stitch& s) {
    Card card;
    card.stitch = s;
    card.cost = stitchCost(cardOf(anchors, s.source), s.i, cardOf(anchors, s.target), s.j);
    if (s.j < 1) return card; // before the first block there is no score
    if (const auto theta = project.matrix(s.source, s.target, "kl")) {
        card.omega = theta->value(s.i, s.j);
        if (theta->hasErrors()) card.omegaError = theta->error(s.i, s.j);
        if (const auto self = project.matrix(s.target, s.target, "kl")) {
            card.sigma = self->value(s.j, s.j + 1);
            if (*card.sigma > 0) card.gamma = *card.omega / *card.sigma;
        }
    }
    return card;
}

Json toJson(const Card& card) {
    Json json = klas::toJson(card.stitch);
    json["flops"] = card.cost.flops;
    json["params"] = card.cost.params;
    json["omega"] = jsonOrNull(card.omega);
    json["omega_error"] = jsonOrNull(card.omegaError);
    json["sigma"] = jsonOrNull(card.sigma);
    json["gamma"] = jsonOrNull(card.gamma);
    json["initialised"] = card.initialised ? klas::toJson(*card.initialised) : Json();
    if (card.initialised) json["initialised"].erase("hits");
    return json;
}

void previewStitches(const Options& options, const Common& common) {
    const std::string device = startCompute(common.device, common.threads);
    Project project = Project::open(options.file, Project::Access::ReadWrite);
    PreviewRequest request = requestOf(project, options.preview);
    request.networks.device = common.device;
    request.networks.threads = common.threads;
    std::vector<std::string> keys; // what was known before may be of other numbers of images
    runAsJob(project, JobKind::Preview, klas::toJson(request), device,
             [&](const RecordSink& sink, Progress progress) { keys = engine::preview(request, sink, std::move(progress)); });
    const auto anchors = cards(project.anchors());
    std::map<std::string, Evaluation> measured;
    for (Evaluation& e : project.evaluations())
        measured.try_emplace(e.key, std::move(e));
    std::vector<Card> all;
    for (size_t k = 0; k < request.stitches.size(); ++k) {
        all.push_back(cardFor(project, anchors, request.stitches[k]));
        if (const auto found = measured.find(keys[k]); found != measured.end()) all.back().initialised = found->second;
    }
    if (common.json) {
        Json list = Json::array();
        for (const Card& c : all)
            list.push_back(toJson(c));
        return printJson({{"stitches", std::move(list)}, {"flops_unit", kFlopsUnit}});
    }
    const auto number = [](const std::optional<double>& value, int digits) { return value ? fixed(*value, digits) : std::string("-"); };
    std::vector<std::vector<std::string>> rows;
    for (const Card& c : all)
        rows.push_back({text(c.stitch), shortNumber(double(c.cost.flops)), shortNumber(double(c.cost.params)), number(c.omega, 4),
                        number(c.omegaError, 4), number(c.sigma, 4), number(c.gamma, 3),
                        c.initialised ? fixed(100 * c.initialised->top1, 2) + " %" : "-",
                        c.initialised ? std::to_string(c.initialised->images) : "-"});
    printTable({"stitch", "FLOPs", "params", "Ω, nats", "error", "Σ, nats", "Γ", "top-1 as initialised", "images"}, rows);
}

} // namespace

void addPreview(CLI::App& program, Common& common) {
    auto options = std::make_shared<Options>();
    CLI::App* command = program.add_subcommand("preview", "Cost, scores and accuracy of stitches right after least squares");
    command->add_option("FILE", options->file, "Project, name.klas")->required();
    addPreviewOptions(*command, options->preview);
    command->callback([options, &common] { previewStitches(*options, common); });
}

} // namespace klas::cli
