// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/pair_trust.h"

#include "app/cli/output.h"

#include <cmath>
#include <functional>

namespace klas::cli {

namespace {

std::string points(double share) { return fixed(100 * share, 2); }
std::string orDash(const std::optional<double>& value) { return value ? fixed(*value, 2) : "-"; }

} // namespace

std::vector<ScoreFigures> scoreFigures(const Project& project, const PairInputs& inputs, const std::vector<Evaluation>& after) {
    std::vector<ScoreFigures> all;
    const std::string &source = inputs.source().name, &target = inputs.target().name;
    const Bucketed bucketed = bucketsOf(inputs.source(), inputs.target(), CostProfile::Default, 0);
    const auto add = [&](const std::string& title, const std::function<double(int, int)>& score) {
        std::vector<ScoredResult> results;
        for (const Evaluation& e : after)
            for (const Candidate& c : bucketed.candidates)
                if (e.configuration == Configuration::of({source, c.i, target, c.j})) results.push_back({c.bucket, score(c.i, c.j), e.top1});
        all.push_back({title, scoreTrust(results)});
    };
    const auto scored = [&](int i, int j) { return stitchScore(*inputs.kl(), &*inputs.targetSelf(), i, j); };
    add("Θ (Ω)", [&](int i, int j) { return scored(i, j).omega.value_or(NAN); });
    add("Γ", [&](int i, int j) { return scored(i, j).gamma.value_or(NAN); });
    const auto initial = [&](int i, int j) {
        const auto found = inputs.initial().find({i, j});
        return found == inputs.initial().end() ? InitialResult{NAN, NAN} : found->second;
    };
    add("loss as initialised", [&](int i, int j) { return initial(i, j).loss; });
    add("error as initialised", [&](int i, int j) { return 1 - initial(i, j).top1; });
    for (const MeasureInfo& m : measures()) {
        const auto matrix = m.id == "kl" ? std::nullopt : project.matrix(source, target, m.id);
        if (matrix) add(m.title, [&](int i, int j) { return (m.largerIsCloser ? -1 : 1) * matrix->value(i, j); });
    }
    return all;
}

std::vector<std::string> scoreHeader() {
    return {"score", "stitches", "in-bucket rho", "95 %", "overall rho", "regret", "95 %", "worst"};
}

std::vector<std::vector<std::string>> scoreRows(const std::vector<ScoreFigures>& scores) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [title, t] : scores)
        rows.push_back({title, std::to_string(t.stitches), orDash(t.inBucket),
                        t.inBucketLow ? fixed(*t.inBucketLow, 2) + " to " + fixed(*t.inBucketHigh, 2) : "-", orDash(t.overall), points(t.regret),
                        points(t.regretLow) + " to " + points(t.regretHigh), points(t.worstRegret)});
    return rows;
}

Json toJson(const std::vector<ScoreFigures>& scores) {
    Json json = Json::array();
    for (const auto& [title, t] : scores)
        json.push_back({{"score", title},
                        {"stitches", t.stitches},
                        {"buckets", t.buckets},
                        {"in_bucket", jsonOrNull(t.inBucket)},
                        {"in_bucket_low", jsonOrNull(t.inBucketLow)},
                        {"in_bucket_high", jsonOrNull(t.inBucketHigh)},
                        {"overall", jsonOrNull(t.overall)},
                        {"regret", t.regret},
                        {"regret_low", t.regretLow},
                        {"regret_high", t.regretHigh},
                        {"worst_regret", t.worstRegret}});
    return json;
}

} // namespace klas::cli
