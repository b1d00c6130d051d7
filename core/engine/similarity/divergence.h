// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/probe_batch.h"
#include "core/records/score_matrix.h"

namespace klas::engine {

/// What the probes of one network say about a batch, before the softmax.
struct BlockLogits {
    torch::Tensor logits; ///< N x B x K
    std::string network;  ///< for messages
};

/// Mean over images, with standard error, of a measure between what the probes of two anchors say.
///
/// KLAS (arXiv 2605.29259), section 3: Θ(P_i^f, P_j^g) = 1/|D_v| Σ_x KL(P_i^f(x) || P_j^g(x)), in nats.
///
///     DivergenceAccumulator theta("kl", m, n);
///     for (long b = 0; ...; ++b) {
///         theta.add(probeBatch(f, 1, "tiny", b), probeBatch(g, 1, "base", b));
///         show(theta.matrix());                    // mean and error so far
///     }
///
/// `measure`: kl = KL(P_i || P_j), kl_reversed = KL(P_j || P_i), kl_temperature = kl (make the ProbeBatch
/// with T; no factor T²), js = Jensen–Shannon, ce = -Σ P_i log P_j, mse = 1/K Σ (P_i - P_j)² of the probes'
/// softmax probabilities.
///
/// All pairs are one matrix product per image: KL_ij = Σ p_i (log p_i - c) - Σ p_i (log p_j - c). Any c per
/// image and class cancels; the mean over the blocks leaves small numbers, so that a KL of 1e-9 keeps its
/// digits.
class DivergenceAccumulator {
public:
    /// Throws Error for an unknown measure or one that does not compare probes (cka, ls).
    DivergenceAccumulator(std::string measure, long m, long n);

    /// Throws Error when images, classes or block counts do not fit.
    void add(const ProbeBatch& source, const ProbeBatch& target);

    /// The same from logits, softened by the measure's temperature.
    void add(const BlockLogits& source, const BlockLogits& target, double temperature, long batch);

    /// One pair of addTogether(): indices into its networks.
    struct Pair {
        DivergenceAccumulator* scores;
        size_t source, target;
    };
    /// Adds one batch to many pairs of kl, kl_reversed or kl_temperature, all with this temperature. On the CPU they are
    /// computed together (addKlPairs()), which costs little more than the softmax. Throws as add() and probeBatch() do.
    static void addTogether(const std::vector<BlockLogits>& networks, double temperature, long batch,
                            const std::vector<Pair>& pairs);
    /// Whether addTogether() takes it.
    bool isKl() const { return m_measure.rfind("kl", 0) == 0; }

    long images() const { return m_images; }
    torch::Tensor mean() const;          ///< m x n, float64, CPU; never below 0
    torch::Tensor standardError() const; ///< m x n; NaN while there are fewer than two images
    torch::Tensor sums() const;          ///< m x n, over the images so far; zeros before the first
    /// The state so far; names, keys and `complete` are the caller's.
    ScoreMatrix matrix() const;

private:
    void prepare(const torch::Tensor& source, const torch::Tensor& target); ///< N x B x K: checks them, makes the sums
    torch::Tensor cells(const torch::Tensor& sums) const; ///< without padding, m x n, CPU
    void addKl(const ProbeBatch& source, const ProbeBatch& target);
    void addMse(const ProbeBatch& source, const ProbeBatch& target);
    void addJs(const ProbeBatch& source, const ProbeBatch& target);

    std::string m_measure;
    long m_m, m_n;
    bool m_swapped; ///< sums are n x m: the measure is computed from target to source
    long m_images = 0;
    torch::Tensor m_sum, m_squares; ///< rows x M, padded as ProbeBatch pads
};

/// A matrix of the values (and errors, unless undefined) m x n.
ScoreMatrix toScoreMatrix(const std::string& measure, const torch::Tensor& values,
                          const torch::Tensor& errors, long images);

} // namespace klas::engine
