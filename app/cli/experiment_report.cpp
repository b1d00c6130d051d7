// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/experiment_report.h"

#include "app/cli/output.h"
#include "core/base/version.h"

#include <algorithm>
#include <cmath>

namespace klas::cli {

namespace {

using Row = std::vector<std::string>;

std::string tableText(const Row& header, const std::vector<Row>& rows) {
    const auto line = [](const Row& cells) {
        std::string text = "|";
        for (const std::string& cell : cells)
            text += " " + cell + " |";
        return text + "\n";
    };
    std::string text = line(header) + "|";
    for (size_t k = 0; k < header.size(); ++k)
        text += k == 0 ? " --- |" : " ---: |";
    text += "\n";
    for (const Row& row : rows)
        text += line(row);
    return text + "\n";
}

std::string percent(double share) {
    return fixed(100 * share, 2);
}
std::string orDash(const std::optional<double>& value, int digits) {
    return value ? fixed(*value, digits) : "-";
}

CurveAreas areasOf(const ExperimentRun& run, const FlopsRange& range) {
    return curveAreas(paretoFront(curvePoints(run.after)), range);
}

std::vector<double> each(const MethodResults& method, const FlopsRange& range, double CurveAreas::*area) {
    std::vector<double> all;
    for (const ExperimentRun& run : method.runs)
        all.push_back(areasOf(run, range).*area);
    return all;
}

std::vector<double> minus(std::vector<double> a, const std::vector<double>& b) {
    for (size_t k = 0; k < a.size() && k < b.size(); ++k)
        a[k] -= b[k];
    a.resize(std::min(a.size(), b.size()));
    return a;
}

/// One seed has no spread.
std::string spread(const Estimate& e) {
    return e.high > e.low ? fixed(e.value, 4) + " ± " + fixed((e.high - e.low) / 2, 4) : fixed(e.value, 4);
}
std::string difference(const Estimate& e) {
    return e.high > e.low ? fixed(e.value, 4) + " (" + fixed(e.low, 4) + " to " + fixed(e.high, 4) + ")"
                          : fixed(e.value, 4);
}

std::string areasTable(const ExperimentResults& r) {
    const MethodResults& first = r.methods.front();
    std::vector<Row> rows;
    for (const MethodResults& m : r.methods) {
        const auto staircase = each(m, r.range, &CurveAreas::staircase);
        const auto delta = minus(staircase, each(first, r.range, &CurveAreas::staircase));
        size_t wins = 0;
        std::string seeds;
        for (size_t k = 0; k < staircase.size(); ++k) {
            seeds += (k == 0 ? "" : " ") + fixed(staircase[k], 4);
            if (delta[k] > 0) ++wins;
        }
        const Estimate d = overSeeds(delta);
        rows.push_back({m.title, std::to_string(m.runs.front().selection.stitches.size()),
                        spread(overSeeds(staircase)), seeds, &m == &first ? "-" : difference(d),
                        &m == &first ? "-" : std::to_string(wins) + " of " + std::to_string(delta.size()),
                        fixed(overSeeds(each(m, r.range, &CurveAreas::hull)).value, 4),
                        fixed(overSeeds(each(m, r.range, &CurveAreas::trapezoid)).value, 4)});
    }
    return tableText({"method", "stitches", "staircase, mean ± 95 %", "each seed",
                      "difference to " + first.title, "seeds better", "hull", "trapezoid"},
                     rows);
}

std::string warningsText(const ExperimentResults& r) {
    std::string text;
    for (const std::string& warning : warningsOf(r))
        text += "- " + warning + "\n";
    return text.empty() ? text : "Runs that ended, but not well:\n\n" + text + "\n";
}

std::string anchorsTable(const ExperimentResults& r) {
    const auto top1 = [](const std::vector<Evaluation>& evaluations, const std::string& name) {
        for (const Evaluation& e : evaluations)
            if (e.configuration.isAnchor() && e.configuration.anchor == name) return e.top1;
        return std::nan("");
    };
    std::vector<Row> rows;
    for (const MethodResults& m : r.methods) {
        std::vector<double> source, target, steps;
        for (const ExperimentRun& run : m.runs) {
            source.push_back(top1(run.after, r.source));
            target.push_back(top1(run.after, r.target));
            steps.push_back(double(run.finetuning.steps) / double(run.after.size()));
        }
        const ExperimentRun& any = m.runs.front();
        rows.push_back({m.title, percent(top1(any.before, r.source)), percent(overSeeds(source).value),
                        percent(top1(any.before, r.target)), percent(overSeeds(target).value),
                        fixed(overSeeds(steps).value, 0)});
    }
    return tableText(
        {"method", r.source + " before", "after", r.target + " before", "after", "steps per network"}, rows);
}

std::string pointsTable(const ExperimentResults& r) {
    std::vector<Row> rows;
    for (const MethodResults& m : r.methods)
        for (const Evaluation& e : m.runs.front().after) {
            const auto find = [&](const std::vector<Evaluation>& all) {
                return std::find_if(all.begin(), all.end(),
                                    [&](const Evaluation& o) { return o.configuration == e.configuration; });
            };
            std::string seeds;
            for (const ExperimentRun& run : m.runs)
                if (const auto found = find(run.after); found != run.after.end())
                    seeds += (seeds.empty() ? "" : " ") + percent(found->top1);
            const auto& before = m.runs.front().before;
            const auto initialised = find(before);
            rows.push_back({m.title, text(e.configuration), shortNumber(double(e.cost.flops)),
                            initialised == before.end() ? "-" : percent(initialised->top1), seeds});
        }
    return tableText({"method", "network (of the first seed's choice)", "FLOPs", "as initialised",
                      "top-1 after, each seed"},
                     rows);
}

std::string cascadeText(const ExperimentResults& r) {
    if (r.cascade.empty()) return {};
    const Front front = cascadeFront(r.cascade);
    std::vector<TradeoffPoint> worst;
    for (const CascadePoint& p : r.cascade) {
        TradeoffPoint t;
        t.flops = std::llround(p.worstFlops);
        t.top1 = p.top1;
        worst.push_back(t);
    }
    std::vector<Row> rows;
    for (const double share : {0.25, 0.5, 0.75, 1.0}) {
        const double budget = r.range.low + share * (r.range.high - r.range.low);
        Row row{shortNumber(budget)};
        const auto best = top1Within(front, budget);
        row.push_back(best ? percent(*best) : "-");
        for (const MethodResults& m : r.methods) {
            std::vector<double> values;
            for (const ExperimentRun& run : m.runs)
                if (const auto v = top1Within(paretoFront(curvePoints(run.after)), budget))
                    values.push_back(*v);
            row.push_back(values.empty() ? "-" : percent(overSeeds(values).value));
        }
        rows.push_back(std::move(row));
    }
    Row header{"FLOPs", "cascade, on average"};
    for (const MethodResults& m : r.methods)
        header.push_back(m.title);
    return "The cheaper anchor answers where it is sure, else both run: nothing is trained. Its area over "
           "*average* FLOPs is " +
           fixed(curveAreas(front, r.range).staircase, 4) + ", over the *worst* image's FLOPs " +
           fixed(curveAreas(paretoFront(worst), r.range).staircase, 4) +
           " (a cascade's hardest image costs both anchors, a stitch always costs the same). Best top-1 "
           "within a budget:\n\n" +
           tableText(header, rows);
}

std::string trustText(const ExperimentResults& r) {
    if (r.scores.empty()) return {};
    return std::to_string(r.verified) + " stitches were finetuned one by one, " +
           std::to_string(r.verifyRecipe.steps) +
           " steps each. Rank correlation of each score with top-1 on test images afterwards, within FLOPs "
           "buckets (overall it follows FLOPs), and "
           "regret: the bucket's best top-1 minus that of the score's pick, in points. Intervals: 95 % "
           "bootstrap over stitches within buckets and over "
           "buckets.\n\n" +
           tableText(scoreHeader(), scoreRows(r.scores));
}

std::string costText(const ExperimentResults& r) {
    std::vector<Row> rows;
    for (const MethodResults& m : r.methods) {
        std::vector<double> flops, seconds;
        for (const ExperimentRun& run : m.runs) {
            flops.push_back(run.finetuning.flops);
            seconds.push_back(run.finetuning.seconds);
        }
        rows.push_back({m.title, shortNumber(overSeeds(flops).value), fixed(overSeeds(seconds).value, 0)});
    }
    std::string text =
        "Finetuning of one seed (three times the forward of every step). Scoring, once for all methods: " +
        flopsText(r.scoringFlops) + " of features and of the preview of every stitch.";
    if (r.verified > 0)
        text +=
            " Finetuning every stitch alone, which the scores are to save: " + flopsText(r.verifyFlops) +
            ", " + fixed(r.verifySeconds, 0) + " s.";
    return text + "\n\n" + tableText({"method", "FLOPs", "seconds"}, rows);
}

/// Staircase of a method against the first one's, seed by seed; empty where it chose nothing of the pair.
std::vector<double> gains(const ExperimentResults& r, const std::string& id) {
    for (const MethodResults& m : r.methods)
        if (m.id == id)
            return minus(each(m, r.range, &CurveAreas::staircase),
                         each(r.methods.front(), r.range, &CurveAreas::staircase));
    return {};
}

/// Every method against the first one on every pair: who wins once may lose elsewhere.
std::string pairsTable(const ExperimentPage& page) {
    std::vector<std::pair<std::string, std::string>> methods; // id, title
    for (const ExperimentResults& r : page.pairs)
        for (const MethodResults& m : r.methods)
            if (std::none_of(methods.begin(), methods.end(),
                             [&](const auto& known) { return known.first == m.id; }))
                methods.emplace_back(m.id, m.title);
    Row header{"method"};
    for (const ExperimentResults& r : page.pairs)
        header.push_back(r.source + " > " + r.target);
    header.push_back("runs better");
    header.push_back("runs worse");
    std::vector<Row> rows;
    for (const auto& [id, title] : methods) {
        const bool first = id == page.pairs.front().methods.front().id;
        Row row{title};
        size_t better = 0, worse = 0, all = 0;
        for (const ExperimentResults& r : page.pairs) {
            const auto delta = gains(r, id);
            all += delta.size();
            better += size_t(std::count_if(delta.begin(), delta.end(), [](double d) { return d > 0; }));
            worse += size_t(std::count_if(delta.begin(), delta.end(), [](double d) { return d < 0; }));
            row.push_back(delta.empty() ? "-"
                          : first
                              ? spread(overSeeds(each(r.methods.front(), r.range, &CurveAreas::staircase)))
                              : difference(overSeeds(delta)));
        }
        row.push_back(first ? "-" : std::to_string(better) + " of " + std::to_string(all));
        row.push_back(first ? "-" : std::to_string(worse) + " of " + std::to_string(all));
        rows.push_back(std::move(row));
    }
    return "## All pairs\n\nThe area under the staircase of \"" + page.pairs.front().methods.front().title +
           "\", mean ± 95 %, and what each other method adds to it (95 % interval over seeds).\n\n" +
           tableText(header, rows);
}

/// `level`: "##" where the page has one pair, "###" below the pair's own heading.
std::string pairText(const ExperimentResults& r, const std::string& figure, const std::string& level) {
    std::string text;
    for (const std::string& title : r.withoutStitches)
        text += "\"" + title + "\" chose no stitch of this pair.\n\n";
    text += "![Best top-1 within a budget, mean of the seeds, by method](" + figure + ")\n\n";
    text += level + " Areas\n\nUnder top-1 over FLOPs, from " + shortNumber(r.range.low) + " to " +
            shortNumber(r.range.high) +
            " (1 multiply-add = 1 FLOP) scaled to 0..1, of the networks of one run. Staircase: the best "
            "network within a budget. Hull: mixing networks. "
            "Trapezoid: as published figures have it; a better middle point can lower it. The three can "
            "disagree. Intervals are Student's over seeds.\n\n" +
            areasTable(r) + warningsText(r);
    text += level + " The anchors\n\nThey move in joint finetuning; top-1 in percent.\n\n" + anchorsTable(r);
    for (const auto& [title, body] :
         {std::pair("Against a cascade", cascadeText(r)), std::pair("Does the score predict?", trustText(r)),
          std::pair("Cost", costText(r))})
        if (!body.empty()) text += level + " " + title + "\n\n" + body;
    return text + level + " Every network\n\n<details><summary>Top-1 on test images, percent</summary>\n\n" +
           pointsTable(r) + "</details>\n\n"; // long, and of use to few
}

} // namespace

std::vector<std::string> warningsOf(const ExperimentResults& r) {
    std::vector<std::string> all;
    for (const MethodResults& m : r.methods)
        for (const ExperimentRun& run : m.runs)
            for (const std::string& warning : run.finetuning.warnings)
                if (const std::string line = run.run + ": " + warning; std::find(all.begin(), all.end(), line) == all.end())
                    all.push_back(line);
    all.insert(all.end(), r.verifyWarnings.begin(), r.verifyWarnings.end());
    return all;
}

std::string experimentMarkdown(const ExperimentPage& page, const std::vector<std::string>& figures) {
    const ExperimentResults& r = page.pairs.front();
    const bool one = page.pairs.size() == 1;
    std::string text =
        "# Results\n\n" +
        (one ? r.source + " > " + r.target : std::to_string(page.pairs.size()) + " pairs of anchors") + ", " +
        r.data + ", " + std::to_string(r.testImages) +
        " test images; selections are made on validation images. Made by klas " + kVersion + " on " +
        r.device + " with\n\n";
    for (const ExperimentResults& p : page.pairs)
        text += "    " + p.analysis + "\n";
    text += "    " + page.command +
            "\n\nEvery method has the same budget: " + std::to_string(r.recipe.steps) + " steps of " +
            std::to_string(r.recipe.batch) +
            " images in all, one network a step, drawn uniformly from its stitches and the two anchors. The "
            "same stitches chosen by two methods "
            "are trained once and credited to both.\n\n";
    if (one) return text + pairText(r, figures.front(), "##");
    text += pairsTable(page);
    for (size_t k = 0; k < page.pairs.size(); ++k)
        text += "## " + page.pairs[k].source + " > " + page.pairs[k].target + "\n\n" +
                pairText(page.pairs[k], figures[k], "###");
    return text;
}

namespace {

Json pairJson(const ExperimentResults& r) {
    Json methods = Json::array();
    for (const MethodResults& m : r.methods) {
        Json runs = Json::array();
        for (const ExperimentRun& run : m.runs) {
            const CurveAreas areas = areasOf(run, r.range);
            Json points = Json::array();
            for (const TradeoffPoint& p : curvePoints(run.after))
                points.push_back(toJson(p));
            runs.push_back(
                {{"seed", run.seed},
                 {"run", run.run},
                 {"areas",
                  {{"staircase", areas.staircase}, {"hull", areas.hull}, {"trapezoid", areas.trapezoid}}},
                 {"points", std::move(points)},
                 {"warnings", run.finetuning.warnings},
                 {"flops", run.finetuning.flops},
                 {"seconds", run.finetuning.seconds}});
        }
        methods.push_back({{"method", m.id}, {"runs", std::move(runs)}});
    }
    Json cascade = Json::array();
    constexpr size_t kCascadePoints = 200; // of as many as there are images
    for (size_t k = 0; k < r.cascade.size(); k += std::max<size_t>(1, r.cascade.size() / kCascadePoints))
        cascade.push_back({r.cascade[k].averageFlops, r.cascade[k].worstFlops, r.cascade[k].top1});
    return {{"source", r.source},         {"target", r.target},
            {"analysis", r.analysis},     {"data", r.data},
            {"recipe", toJson(r.recipe)}, {"flops_low", r.range.low},
            {"flops_high", r.range.high}, {"methods", std::move(methods)},
            {"scores", toJson(r.scores)}, {"cascade", std::move(cascade)}};
}

} // namespace

Json experimentJson(const ExperimentPage& page) {
    Json pairs = Json::array();
    for (const ExperimentResults& r : page.pairs)
        pairs.push_back(pairJson(r));
    return {{"klas", kVersion},
            {"command", page.command},
            {"device", page.pairs.front().device},
            {"pairs", std::move(pairs)}};
}

} // namespace klas::cli
