// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/engine/data/dataset.h"
#include "core/engine/nets/net.h"
#include "core/records/anchor.h"

namespace klas::engine {

/// Top-1, top-5 and mean cross-entropy (nats) over all batches seen.
class AccuracyMeter {
public:
    /// Logits B x K and labels B (int64) on the same device. Where K < 5, top-5 is top-K. Returns which are right, B, bool.
    torch::Tensor add(const torch::Tensor& logits, const torch::Tensor& labels);

    long images() const { return m_images; }
    double top1() const { return mean(static_cast<double>(m_top1)); }
    double top5() const { return mean(static_cast<double>(m_top5)); }
    double loss() const { return mean(m_loss); }

private:
    double mean(double sum) const { return m_images > 0 ? sum / static_cast<double>(m_images) : 0; }

    long m_images = 0, m_top1 = 0, m_top5 = 0;
    double m_loss = 0;
};

/// Accuracy of the network's own head on a whole dataset; `split`, `key` and `provenance` are left to the
/// caller. The network must be on `device`. Throws Error when the data does not fit the network, or naming
/// anchor and batch when logits are not finite.
AnchorAccuracy evaluate(Net& net, const Dataset& dataset, torch::Device device, long batch,
                        Progress progress);

/// Throws Error naming both when the network cannot take these images or has another number of classes.
void requireFit(const Net& net, const Dataset& dataset);

} // namespace klas::engine
