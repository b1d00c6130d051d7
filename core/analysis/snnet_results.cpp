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

/// The first of many texts; the others are only counted.
struct Sample {
    std::vector<std::string> texts;
    size_t count = 0;

    void add(std::string text) {
        if (++count <= kShown) texts.push_back(std::move(text));
    }
    std::string list(const char* separator) const {
        std::string list;
        for (const std::string& text : texts)
            list += (list.empty() ? "" : separator) + text;
        if (count > kShown) list += separator + std::string("and ") + std::to_string(count - kShown) + " more";
        return list;
    }
};

template <typename Range, typename Text>
Sample sampleOf(const Range& range, Text text) {
    Sample sample;
    for (const auto& value : range)
        sample.add(text(value));
    return sample;
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
                m_bad.add("line " + std::to_string(line.number) + ": " + e.what());
        }
    }

    SnnetResults results() {
        if (m_bad.count && !m_options.skipUnreadable)
            throw Error("Cannot read " + m_what + ": " + m_bad.list("; ") +
                        ". Correct the file, or leave such lines out with --skip-unreadable.");
        if (m_bad.count)
            m_results.notes.push_back(std::to_string(m_bad.count) + (m_bad.count == 1 ? " line" : " lines") +
                                      " could not be read and " + (m_bad.count == 1 ? "was" : "were") +
                                      " left out: " + m_bad.list("; ") + ".");
        checkFamilies();
        if (m_results.points.empty()) throw Error("Cannot read " + m_what + ": there are no results in it.");
        if (!m_repeated.empty())
            m_results.notes.push_back(
                "cfg_id " + sampleOf(m_repeated, [](std::int64_t id) { return std::to_string(id); }).list(", ") +
                (m_repeated.size() == 1 ? " is" : " are") + " there more than once: the last line counts.");
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
                    sampleOf(m_families, [](const std::string& family) { return family.substr(0, 40); }).list(", ") + "; choose one of them with --family.");
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
    Sample m_bad;
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
