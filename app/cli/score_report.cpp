// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/score_report.h"

#include "app/cli/output.h"

#include <deque>

namespace klas::cli {

namespace {

std::string points(double share) { return fixed(100 * share, 2); }
std::string orDash(const std::optional<double>& value) { return value ? fixed(*value, 2) : "-"; }

} // namespace

std::vector<ScoreFigures> scoreFigures(const Project& project, const PairInputs& inputs, const std::vector<Evaluation>& after) {
    ScoreInputs scores{inputs.source(), inputs.target(), inputs.kl() ? &*inputs.kl() : nullptr, inputs.targetSelf() ? &*inputs.targetSelf() : nullptr,
                       &inputs.initial()};
    std::deque<ScoreMatrix> matrices;
    for (const MeasureInfo& m : measures())
        if (auto matrix = m.id == "kl" ? std::nullopt : project.matrix(inputs.source().name, inputs.target().name, m.id)) {
            matrices.push_back(std::move(*matrix));
            scores.others.push_back(&matrices.back());
        }
    return klas::scoreFigures(scores, after);
}

std::vector<std::string> scoreHeader() {
    return {"score", "stitches", "in-bucket rho", "95 %", "overall rho", "regret", "95 %", "worst"};
}

std::vector<std::vector<std::string>> scoreRows(const std::vector<ScoreFigures>& scores) {
    std::vector<std::vector<std::string>> rows;
    for (const ScoreFigures& s : scores) {
        const ScoreTrust& t = s.trust;
        rows.push_back({s.title, std::to_string(t.stitches), orDash(t.inBucket),
                        t.inBucketLow ? fixed(*t.inBucketLow, 2) + " to " + fixed(*t.inBucketHigh, 2) : "-", orDash(t.overall), points(t.regret),
                        points(t.regretLow) + " to " + points(t.regretHigh), points(t.worstRegret)});
    }
    return rows;
}

Json toJson(const std::vector<ScoreFigures>& scores) {
    Json json = Json::array();
    for (const ScoreFigures& s : scores) {
        const ScoreTrust& t = s.trust;
        json.push_back({{"score", s.title},
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
    }
    return json;
}

} // namespace klas::cli
