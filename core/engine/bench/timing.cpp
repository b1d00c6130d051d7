// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/bench/timing.h"

#include <algorithm>
#include <chrono>

namespace klas::engine::bench {

std::vector<double> medianSecondsInTurn(int rounds, const std::vector<std::function<void()>>& works)
{
    std::vector<std::vector<double>> seconds(works.size());
    for (const auto& work : works)
        work();
    for (int round = 0; round < rounds; ++round)
        for (size_t k = 0; k < works.size(); ++k) {
            const auto start = std::chrono::steady_clock::now();
            works[k]();
            seconds[k].push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        }
    std::vector<double> medians;
    for (auto& s : seconds) {
        std::nth_element(s.begin(), s.begin() + s.size() / 2, s.end());
        medians.push_back(s[s.size() / 2]);
    }
    return medians;
}

double medianSeconds(int repetitions, const std::function<void()>& work)
{
    return medianSecondsInTurn(repetitions, {work}).front();
}

} // namespace klas::engine::bench
