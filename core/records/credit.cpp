// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/credit.h"

#include <unordered_map>

namespace klas {

std::vector<Evaluation> creditedEvaluations(const std::vector<FinetuneRun>& runs, const std::vector<Evaluation>& measured) {
    std::unordered_map<std::string, const Evaluation*> byKey;
    for (const Evaluation& e : measured)
        byKey.emplace(e.key, &e);
    std::vector<Evaluation> credited;
    for (const FinetuneRun& run : runs)
        for (const std::string& key : run.results) {
            const auto found = byKey.find(key);
            if (found == byKey.end() || found->second->run == run.name) continue;
            Evaluation& copy = credited.emplace_back(*found->second);
            copy.run = run.name;
            copy.key += " as " + run.name;
        }
    return credited;
}

} // namespace klas
