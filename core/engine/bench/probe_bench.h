// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/engine/bench/timing.h"
#include "core/engine/data/dataset.h"
#include "core/engine/nets/net.h"

namespace klas::engine::bench {

/// Images of another dataset enlarged to `size` pixels and repeated to `channels`: lets a network made for 224 x 224
/// photographs run on whatever images there are. Nearest pixels; the costs are what matters here.
class EnlargedDataset : public Dataset {
public:
    EnlargedDataset(std::unique_ptr<Dataset> inner, int size, int channels, long limit);
    long size() const override { return m_size; }
    int classes() const override { return m_inner->classes(); }
    int channels() const override { return m_channels; }
    int imageSize() const override { return m_imageSize; }
    Batch batch(const std::vector<long>& indices) const override;

private:
    std::unique_ptr<Dataset> m_inner;
    int m_imageSize, m_channels;
    long m_size;
};

/// Time of all probes of one anchor, ours (one pass, then one batched optimisation on the cache) against ProbeNet as the
/// paper reads (KLAS, arXiv 2605.29259: the anchor runs again every epoch, its features serve all probes of the batch,
/// probes step one after another with Adam 1e-3, 4 epochs), on the same images; and against one probe per pass, whose time
/// is that of one probe's 4 epochs times the number of probes. Both end with the mean probe loss on validation.
std::vector<Figure> probeBench(Net& net, const Dataset& train, const Dataset& validation, long batch,
                               torch::Device device, double wantedRatio, Progress progress);

} // namespace klas::engine::bench
