// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/snnet_results.h"

#include "core/analysis/loose_object.h"
#include "core/analysis/result_lines.h"

#include <algorithm>
#include <map>
#include <set>

namespace klas {

namespace {

constexpr size_t kShown = 5; ///< bad lines or repeated ids named in one sentence

std::string first(const std::vector<std::string>& texts, const char* separator) {
    std::string list;
    for (size_t k = 0; k < std::min(texts.size(), kShown); ++k)
        list += (k ? separator : "") + texts[k];
    if (texts.size() > kShown) list += separator + std::string("and ") + std::to_string(texts.size() - kShown) + " more";
    return list;
}

/// What one file says, line by line.
class Reader {
public:
    Reader(const std::string& what, const SnnetResultsOptions& options)
        : m_what(what)
        , m_options(options) {}

    void add(const TextLine& line, bool last) {
        try {
            addPoint(line);
        } catch (const Error& e) {
            if (last && line.text.size() <= kMaxResultLine && isCutOff(line.text))
                m_results.notes.push_back("Line " + std::to_string(line.number) +
                                          ", the last one, is cut off and was left out.");
            else
                m_bad.push_back("line " + std::to_string(line.number) + ": " + e.what());
        }
    }

    SnnetResults results() {
        if (!m_bad.empty() && !m_options.skipUnreadable)
            throw Error("Cannot read " + m_what + ": " + first(m_bad, "; ") +
                        ". Correct the file, or leave such lines out with --skip-unreadable.");
        if (!m_bad.empty())
            m_results.notes.push_back(std::to_string(m_bad.size()) + (m_bad.size() == 1 ? " line" : " lines") +
                                      " could not be read and " + (m_bad.size() == 1 ? "was" : "were") +
                                      " left out: " + first(m_bad, "; ") + ".");
        checkFamilies();
        if (m_results.points.empty()) throw Error("Cannot read " + m_what + ": there are no results in it.");
        if (!m_repeated.empty()) {
            std::vector<std::string> ids;
            for (const std::int64_t id : m_repeated)
                ids.push_back(std::to_string(id));
            m_results.notes.push_back("cfg_id " + first(ids, ", ") + " " + (ids.size() == 1 ? "is" : "are") +
                                      " there more than once: the last line counts.");
        }
        markAnchors();
        const auto lacking = std::count_if(m_results.points.begin(), m_results.points.end(),
                                           [](const TradeoffPoint& p) { return !p.top1; });
        if (lacking)
            m_results.notes.push_back(std::to_string(lacking) + " of " + std::to_string(m_results.points.size()) +
                                      " results have no acc1: they are on no curve of top-1.");
        return std::move(m_results);
    }

private:
    void addPoint(const TextLine& line) {
        if (line.text.size() > kMaxResultLine)
            throw Error("it has " + std::to_string(line.text.size()) + " bytes, more than a line of results");
        const Json fields = parseLooseObject(line.text);
        const auto family = fields.find("family");
        if (family != fields.end() && family->is_string()) {
            m_families.insert(family->get<std::string>());
            if (!m_options.family.empty() && *family != m_options.family) return;
        }
        TradeoffPoint point = pointFromFields(fields);
        if (m_results.points.size() >= kMaxResultPoints)
            throw Error("there are more than " + std::to_string(kMaxResultPoints) + " results");
        if (point.id) {
            const auto [known, isNew] = m_places.emplace(*point.id, m_results.points.size());
            if (!isNew) {
                m_repeated.insert(*point.id);
                m_results.points[known->second] = std::move(point);
                return;
            }
        }
        m_results.points.push_back(std::move(point));
    }

    void checkFamilies() const {
        if (m_families.empty() && !m_options.family.empty())
            throw Error("Cannot choose the family " + m_options.family + ": the lines of " + m_what + " name none.");
        const bool chosen = m_families.count(m_options.family) > 0;
        if (chosen || m_families.empty() || (m_families.size() == 1 && m_options.family.empty())) return;
        throw Error(m_what + (m_families.size() == 1 ? " holds the family " : " holds the families ") +
                    first({m_families.begin(), m_families.end()}, ", ") + "; choose one of them with --family.");
    }

    void markAnchors() {
        for (const std::int64_t id : m_options.anchors) {
            const auto place = m_places.find(id);
            if (place == m_places.end())
                throw Error("Cannot take cfg_id " + std::to_string(id) + " as an anchor: " + m_what + " has no such line.");
            m_results.points[place->second].anchor = true;
        }
    }

    const std::string& m_what;
    const SnnetResultsOptions& m_options;
    SnnetResults m_results;
    std::vector<std::string> m_bad;
    std::map<std::int64_t, size_t> m_places; ///< of ids in points
    std::set<std::int64_t> m_repeated;
    std::set<std::string> m_families;
};

} // namespace

SnnetResults parseSnnetResults(std::string_view text, const std::string& what, const SnnetResultsOptions& options) {
    const auto lines = textLines(text, what);
    Reader reader(what, options);
    for (size_t k = 0; k < lines.size(); ++k)
        reader.add(lines[k], k + 1 == lines.size());
    return reader.results();
}

} // namespace klas
