// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/bench/analysis_bench.h"

#include "core/engine/jobs/analyze.h"

#include <chrono>

namespace klas::engine::bench {

std::vector<Figure> analysisBench(const AnalyzeRequest& request, Progress progress) {
    const auto start = std::chrono::steady_clock::now();
    const auto now = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
    double firstValues = 0, firstWhole = 0;
    long matrices = 0, images = 0;
    std::string pair;
    analyze(
        request,
        [&](const Record& record) {
            const auto* matrix = std::get_if<ScoreMatrix>(&record);
            if (!matrix) return;
            matrices += matrix->complete ? 1 : 0;
            if (matrix->source == matrix->target) return;
            if (firstValues == 0) {
                firstValues = now();
                pair = matrix->source + " > " + matrix->target;
            }
            if (firstWhole == 0 && matrix->complete) {
                firstWhole = now();
                images = matrix->images;
            }
        },
        std::move(progress));
    const double all = now();
    const std::string of = std::to_string(request.anchors.size()) + " anchors";
    return {{"Analysis of " + of + ", first values of a pair", firstValues, "s", 15, false, pair},
            {"Analysis of " + of + ", that pair complete", firstWhole, "s", 0, false,
             std::to_string(images) + " validation images"},
            {"Analysis of " + of + ", everything", all, "s", 120, false,
             std::to_string(matrices) + " matrices, probes and accuracies from nothing"}};
}

} // namespace klas::engine::bench
