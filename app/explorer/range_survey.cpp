// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/range_survey.h"

#include <QElapsedTimer>

namespace klas::ui {

static constexpr qint64 kSliceMs = 4;

RangeSurvey::RangeSurvey(const ProjectSession& session, QObject* parent)
    : QObject(parent)
    , m_session(session) {
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &RangeSurvey::look);
    connect(&session, &ProjectSession::opened, this, [this] {
        m_answers.clear();
        renew();
    });
    connect(&session, &ProjectSession::anchorsChanged, this, &RangeSurvey::renew);
    connect(&session, &ProjectSession::recordChanged, this, [this](const Record& record) {
        const auto* matrix = std::get_if<ScoreMatrix>(&record);
        if (matrix && matrix->complete) renew();
    });
}

/// Matrices came or went: what was found of the others stays.
void RangeSurvey::renew() {
    for (auto& [question, answer] : m_answers)
        answer.complete = false;
    const bool working = m_timer.isActive();
    m_timer.stop();
    if (working) begin(m_question);
    else if (!m_answers.empty()) Q_EMIT found();
}

std::optional<ColorRange> RangeSurvey::range(const RangeQuestion& question) {
    const Answer& answer = m_answers[question];
    if (!answer.complete && !(m_timer.isActive() && m_question == question)) begin(question);
    return answer.range;
}

void RangeSurvey::begin(const RangeQuestion& question) {
    m_question = question;
    m_waiting.clear();
    for (const ScoreMatrix& matrix : m_session.state().matrices)
        if (matrix.complete && matrix.measure == question.measure) m_waiting.emplace_back(matrix.source, matrix.target);
    m_timer.start();
}

void RangeSurvey::look() {
    QElapsedTimer clock;
    clock.start();
    Answer& answer = m_answers[m_question];
    const ProjectState& state = m_session.state();
    while (!m_waiting.empty()) {
        if (clock.elapsed() >= kSliceMs) return;
        const auto [source, target] = m_waiting.back();
        m_waiting.pop_back();
        const ScoreMatrix *matrix = state.matrix(source, target, m_question.measure), *self = nullptr;
        if (m_question.quantity == Quantity::Gamma) self = state.matrix(target, target, m_question.measure);
        if (!matrix || !matrix->complete) continue;
        if (self && !self->complete) self = nullptr;
        Seen& seen = answer.pairs[{source, target}];
        const std::string key = matrix->key + '/' + (self ? self->key : std::string());
        if (seen.key != key) seen = {key, rangeOf(storedValues(*matrix, self, m_question.quantity), m_question.scale)};
    }
    m_timer.stop();
    std::erase_if(answer.pairs, [&](const auto& pair) { return !state.matrix(pair.first.first, pair.first.second, m_question.measure); });
    RangeOfPairs all;
    for (const auto& [names, seen] : answer.pairs)
        all.add(names.first, names.second, seen.range);
    answer.range = all.range();
    answer.complete = true;
    Q_EMIT found();
}

} // namespace klas::ui
