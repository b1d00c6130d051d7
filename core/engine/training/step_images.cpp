// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/step_images.h"

#include "core/base/error.h"

#include <algorithm>

namespace klas::engine {

class StepImages::Rest final : public Dataset {
public:
    Rest(const Dataset& base, long first, long size)
        : m_base(base)
        , m_first(first)
        , m_size(size) {}
    long size() const override { return m_size; }
    int classes() const override { return m_base.classes(); }
    int channels() const override { return m_base.channels(); }
    int imageSize() const override { return m_base.imageSize(); }
    Batch batch(const std::vector<long>& indices) const override {
        std::vector<long> moved(indices.size());
        std::transform(indices.begin(), indices.end(), moved.begin(), [this](long k) { return k + m_first; });
        return m_base.batch(moved);
    }

private:
    const Dataset& m_base;
    long m_first, m_size;
};

StepImages::StepImages(const Dataset& train, Augmentation augmentation, long batch, std::uint64_t seed, float black, long firstStep,
                       bool pinned)
    : m_train(train)
    , m_augmentation(augmentation)
    , m_batch(std::min(batch, train.size()))
    , m_seed(seed)
    , m_black(black)
    , m_pinned(pinned) {
    if (m_batch < 1) throw Error("There are no images to train on; choose data with a train split.");
    m_stepsPerEpoch = m_train.size() / m_batch;
    open(firstStep / m_stepsPerEpoch, firstStep % m_stepsPerEpoch);
}

StepImages::~StepImages() {
    m_loader.reset(); // its thread reads the others
}

void StepImages::open(long epoch, long step) {
    m_loader.reset();
    m_epoch = epoch;
    m_images = std::make_unique<TrainingEpoch>(m_train, m_augmentation, m_seed, static_cast<int>(epoch + 1), m_black);
    m_rest = std::make_unique<Rest>(*m_images, step * m_batch, (m_stepsPerEpoch - step) * m_batch);
    m_loader = std::make_unique<Loader>(*m_rest, m_batch, 0, 2, m_pinned);
}

Batch StepImages::next() {
    auto batch = m_loader->next();
    if (!batch) {
        open(m_epoch + 1, 0);
        batch = m_loader->next();
    }
    return std::move(*batch);
}

} // namespace klas::engine
