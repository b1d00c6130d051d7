// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/project_options.h"

#include "core/base/error.h"

#include <CLI/CLI.hpp>

namespace klas::cli {

namespace {

std::pair<std::string, std::string> split(const std::string& text, char at, const std::string& expected) {
    const size_t k = text.find(at);
    if (k == std::string::npos || k == 0 || k + 1 == text.size())
        throw CLI::ValidationError(expected + ", not \"" + text + "\"");
    return {text.substr(0, k), text.substr(k + 1)};
}

} // namespace

std::pair<std::string, std::string> parsePair(const std::string& text) {
    auto pair = split(text, ':', "--pair takes SOURCE:TARGET");
    if (pair.second.find(':') != std::string::npos)
        throw CLI::ValidationError("--pair takes one SOURCE:TARGET, not \"" + text + "\"");
    return pair;
}

std::pair<std::string, std::string> parseAssignment(const std::string& option, const std::string& text) {
    return split(text, '=', option + " takes NAME=FILE");
}

std::vector<NetCard> cards(const std::vector<Anchor>& anchors) {
    std::vector<NetCard> all;
    for (const Anchor& a : anchors) {
        all.push_back(netCard(a.arch));
        all.back().name = a.name;
    }
    return all;
}

const NetCard& cardOf(const std::vector<NetCard>& cards, const std::string& name) {
    std::string known;
    for (const NetCard& card : cards) {
        if (card.name == name) return card;
        known += (known.empty() ? "" : ", ") + card.name;
    }
    throw Error("The project has no anchor \"" + name + "\"; it has " + (known.empty() ? "none yet" : known) +
                ".");
}

ScoreMatrix requireMatrix(const Project& project, const std::string& source, const std::string& target,
                          const std::string& measure) {
    measureInfo(measure);
    const auto anchors = cards(project.anchors());
    cardOf(anchors, source);
    cardOf(anchors, target);
    if (auto matrix = project.matrix(source, target, measure)) return *matrix;
    throw Error("The project has no " + measure + " matrix of " + source + " > " + target +
                " yet; run klas analyze " + project.file().string() + " --measures " + measure + ".");
}

} // namespace klas::cli
