// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <vector>

namespace klas::engine {

/// Limited-memory BFGS with a strong Wolfe line search (Nocedal & Wright, "Numerical Optimization", chapters
/// 3 and 7) that asks for one evaluation at a time, so that many minimisers can share one batched evaluation,
/// none waiting for another.
///
///     Lbfgs solver(start, {});
///     while (!solver.finished()) solver.tell(f(solver.trial()), gradient(solver.trial()));
///     use(solver.point());
class Lbfgs {
public:
    struct Options {
        int iterations = 100;
        double tolerance = 1e-4; ///< on the Euclidean norm of the gradient
        int history = 10;
        /// Relative rounding noise of the values: below it the line search trusts slopes (approximate Wolfe
        /// conditions of Hager & Zhang, SIAM J. Optim. 2005).
        double noise = 1e-6;
    };

    Lbfgs(std::vector<double> start, Options options);

    /// Where value and gradient are wanted next.
    const std::vector<double>& trial() const { return m_trial; }
    void tell(double value, const std::vector<double>& gradient);

    bool finished() const { return m_finished; }
    bool converged() const { return m_converged; }
    const std::vector<double>& point() const { return m_x; } ///< best so far
    double value() const { return m_f; }
    double gradientNorm() const;
    long iterations() const { return m_iterations; }

private:
    struct Probe { ///< of the line search: step, value and slope there
        double step = 0, value = 0, slope = 0;
    };
    void accept(double value, const std::vector<double>& gradient);
    void startSearch();
    void tryStep(double step);
    void giveUp();

    Options m_options;
    std::vector<double> m_x, m_g, m_direction, m_trial, m_lowGradient;
    struct Pair {
        std::vector<double> s, y;
        double sy;
    };
    std::deque<Pair> m_pairs;
    double m_f = 0, m_step = 0;
    Probe m_start, m_low, m_high;
    bool m_first = true, m_bracketed = false, m_finished = false, m_converged = false;
    int m_trials = 0;
    long m_iterations = 0;
};

} // namespace klas::engine
