// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/cka.h"
#include "core/engine/similarity/divergence.h"
#include "core/engine/similarity/least_squares.h"

#include <functional>
#include <map>
#include <variant>

namespace klas::engine {

/// What one anchor contributes to a batch; every part is made when it is first asked for and then shared by
/// all pairs.
class BatchView {
public:
    BatchView(std::string anchor, long batch, std::function<torch::Tensor()> logits,
              std::function<std::vector<torch::Tensor>()> features)
        : m_anchor(std::move(anchor))
        , m_batch(batch)
        , m_makeLogits(std::move(logits))
        , m_makeFeatures(std::move(features)) {}
    const std::string& anchor() const { return m_anchor; }
    long batch() const { return m_batch; }
    const torch::Tensor& logits(); ///< n x B x K
    const ProbeBatch& probes(double temperature);
    const std::vector<torch::Tensor>& features(); ///< per block B x C_i

private:
    std::string m_anchor;
    long m_batch;
    std::function<torch::Tensor()> m_makeLogits;
    std::function<std::vector<torch::Tensor>()> m_makeFeatures;
    torch::Tensor m_logits; ///< n x B x K
    std::map<double, ProbeBatch> m_probes;
    std::vector<torch::Tensor> m_features;
};

/// One measure of one pair while it fills.
class PairScore {
public:
    /// Θ (measure kl) is also summed over groups of `groupImages` images for the bootstrap, unless that is 0.
    PairScore(const std::string& measure, long m, long n, double temperature, long groupImages = 0);
    /// Of a measure other than a KL: those are added by addBatch().
    void add(BatchView& source, BatchView& target);
    /// The values so far.
    ScoreMatrix matrix() const;
    /// The groups that have been filled, and the last one as far as it goes.
    std::optional<ImageGroups> groups() const;
    /// Whether a partial matrix is cheap enough to be shown (least squares is solved at the end only).
    bool showsPartial() const { return !std::holds_alternative<LeastSquaresAccumulator>(m_sums); }

    double temperature() const { return m_temperature; }
    /// The sums of a KL, which many pairs add together; null for other measures.
    DivergenceAccumulator* kl();
    long imagesLeft() const; ///< until the open group of images is full; very many without groups
    void closeFullGroup();   ///< after a batch that filled it

private:
    void closeGroup(const DivergenceAccumulator& sums);

    double m_temperature;
    long m_groupImages;
    std::variant<DivergenceAccumulator, CkaAccumulator, LeastSquaresAccumulator> m_sums;
    ImageGroups m_groups;
    torch::Tensor m_before; ///< sums where the open group begins, m x n
    long m_imagesBefore = 0;
};

/// One score and the two anchors of a batch that it compares.
struct ScoreStep {
    PairScore* score;
    BatchView *source, *target;
};

/// Adds one batch to all scores; the divergences of one temperature are computed together.
void addBatch(const std::vector<ScoreStep>& steps);

} // namespace klas::engine
