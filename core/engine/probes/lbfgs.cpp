// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/probes/lbfgs.h"

#include <algorithm>
#include <cmath>

namespace klas::engine {

namespace {

using Vector = std::vector<double>;

constexpr double kDecrease = 1e-4, kCurvature = 0.9;
constexpr int kMaxTrials = 25;

double dot(const Vector& a, const Vector& b) {
    double sum = 0;
    for (size_t k = 0; k < a.size(); ++k)
        sum += a[k] * b[k];
    return sum;
}

void addScaled(Vector& a, double scale, const Vector& b) {
    for (size_t k = 0; k < a.size(); ++k)
        a[k] += scale * b[k];
}

} // namespace

Lbfgs::Lbfgs(Vector start, Options options)
    : m_options(options)
    , m_x(start)
    , m_trial(std::move(start)) {}

double Lbfgs::gradientNorm() const {
    return std::sqrt(dot(m_g, m_g));
}

void Lbfgs::tell(double value, const Vector& gradient) {
    if (m_first) {
        m_first = false;
        m_f = value;
        m_g = gradient;
        m_converged = m_finished = gradientNorm() <= m_options.tolerance;
        m_finished = m_finished || m_options.iterations <= 0 || !std::isfinite(value);
        if (!m_finished) startSearch();
        return;
    }
    const Probe here{m_step, value, dot(gradient, m_direction)};
    const bool finite = std::isfinite(value) && std::isfinite(here.slope);
    const bool armijo = value <= m_start.value + kDecrease * m_step * m_start.slope;
    const bool flat = value <= m_start.value + m_options.noise * std::abs(m_start.value) &&
                      here.slope <= (2 * kDecrease - 1) * m_start.slope;
    if (finite && (armijo || flat)) {
        if (std::abs(here.slope) <= -kCurvature * m_start.slope) return accept(value, gradient);
        if (here.slope < 0) {
            m_low = here;
            m_lowGradient = gradient;
        } else {
            m_high = here;
            m_bracketed = true;
        }
    } else {
        m_high = here;
        m_bracketed = true;
    }
    if (++m_trials >= kMaxTrials) return giveUp();
    if (!m_bracketed) return tryStep(m_step * 2.5);

    // Minimum of the cubic through both ends, kept well inside the bracket.
    double share = 0.5;
    if (finite || std::isfinite(m_high.value)) {
        const double width = m_high.step - m_low.step;
        const double d1 =
            m_low.slope + m_high.slope - 3 * (m_low.value - m_high.value) / (m_low.step - m_high.step);
        const double d2 = std::sqrt(std::max(0.0, d1 * d1 - m_low.slope * m_high.slope));
        const double step =
            m_high.step - width * (m_high.slope + d2 - d1) / (m_high.slope - m_low.slope + 2 * d2);
        if (std::isfinite(step)) share = std::clamp((step - m_low.step) / width, 0.1, 0.9);
    }
    tryStep(m_low.step + share * (m_high.step - m_low.step));
}

void Lbfgs::accept(double value, const Vector& gradient) {
    Pair pair{m_direction, gradient, 0};
    for (double& s : pair.s)
        s *= m_step;
    addScaled(pair.y, -1, m_g);
    pair.sy = dot(pair.s, pair.y);
    if (pair.sy > 1e-12 * dot(pair.y, pair.y)) {
        m_pairs.push_back(std::move(pair));
        if (int(m_pairs.size()) > m_options.history) m_pairs.pop_front();
    }
    m_x = m_trial;
    m_f = value;
    m_g = gradient;
    ++m_iterations;
    m_converged = gradientNorm() <= m_options.tolerance;
    m_finished = m_converged || m_iterations >= m_options.iterations;
    if (!m_finished) startSearch();
}

void Lbfgs::giveUp() {
    if (m_low.step > 0) { // the best admissible step of this search still goes down
        tryStep(m_low.step);
        const Vector gradient = m_lowGradient;
        return accept(m_low.value, gradient);
    }
    if (m_pairs.empty()) {
        m_finished = true; // not even along the gradient: rounding is all that is left
        return;
    }
    m_pairs.clear();
    startSearch();
}

void Lbfgs::startSearch() {
    m_direction = m_g;
    Vector alphas(m_pairs.size());
    for (size_t k = m_pairs.size(); k-- > 0;) {
        alphas[k] = dot(m_pairs[k].s, m_direction) / m_pairs[k].sy;
        addScaled(m_direction, -alphas[k], m_pairs[k].y);
    }
    const double scale = m_pairs.empty() ? std::min(1.0, 1 / gradientNorm())
                                         : m_pairs.back().sy / dot(m_pairs.back().y, m_pairs.back().y);
    for (double& d : m_direction)
        d *= scale;
    for (size_t k = 0; k < m_pairs.size(); ++k)
        addScaled(m_direction, alphas[k] - dot(m_pairs[k].y, m_direction) / m_pairs[k].sy, m_pairs[k].s);
    for (double& d : m_direction)
        d = -d;
    m_start = m_low = {0, m_f, dot(m_g, m_direction)};
    m_bracketed = false;
    m_trials = 0;
    if (m_start.slope >= 0 && !m_pairs.empty()) { // rounding has spoilt the history
        m_pairs.clear();
        return startSearch();
    }
    tryStep(1);
}

void Lbfgs::tryStep(double step) {
    m_step = step;
    m_trial = m_x;
    addScaled(m_trial, step, m_direction);
}

} // namespace klas::engine
