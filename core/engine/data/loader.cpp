// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/engine/data/dataset.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <numeric>
#include <thread>

namespace klas::engine {

struct Loader::Impl {
    const Dataset& dataset;
    const long batchSize, images, batches;
    const size_t ahead;
    const bool pinned;

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Batch> ready;
    std::exception_ptr failure;
    long given = 0;
    bool stop = false;
    std::thread thread;

    Impl(const Dataset& d, long batchSizeIn, long limit, int aheadIn, bool pinnedIn)
        : dataset(d)
        , batchSize(batchSizeIn)
        , images(limit > 0 ? std::min(limit, d.size()) : d.size())
        , batches((images + batchSizeIn - 1) / batchSizeIn)
        , ahead(static_cast<size_t>(std::max(1, aheadIn)))
        , pinned(pinnedIn) {}

    void read() {
        for (long b = 0; b < batches; ++b) {
            Batch batch;
            std::exception_ptr error;
            try {
                std::vector<long> indices(static_cast<size_t>(std::min(batchSize, images - b * batchSize)));
                std::iota(indices.begin(), indices.end(), b * batchSize);
                batch = dataset.batch(indices);
                if (pinned)
                    for (torch::Tensor* tensor : {&batch.images, &batch.labels, &batch.otherLabels, &batch.share})
                        if (tensor->defined()) *tensor = tensor->pin_memory();
            } catch (...) {
                error = std::current_exception();
            }
            std::unique_lock lock(mutex);
            if (error)
                failure = error;
            else {
                changed.wait(lock, [&] { return stop || ready.size() < ahead; });
                if (!stop) ready.push_back(std::move(batch));
            }
            changed.notify_all();
            if (stop || failure) return;
        }
    }
};

Loader::Loader(const Dataset& dataset, long batchSize, long limit, int ahead, bool pinned) {
    if (batchSize < 1) throw Error("A batch must hold at least one image.");
    m_impl = std::make_unique<Impl>(dataset, batchSize, limit, ahead, pinned);
    m_impl->thread = std::thread([impl = m_impl.get()] { impl->read(); });
}

Loader::~Loader() {
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->stop = true;
    }
    m_impl->changed.notify_all();
    m_impl->thread.join();
}

std::optional<Batch> Loader::next() {
    std::unique_lock lock(m_impl->mutex);
    if (m_impl->given == m_impl->batches) return std::nullopt;
    m_impl->changed.wait(lock, [&] { return !m_impl->ready.empty() || m_impl->failure; });
    if (m_impl->ready.empty()) std::rethrow_exception(m_impl->failure);
    Batch batch = std::move(m_impl->ready.front());
    m_impl->ready.pop_front();
    ++m_impl->given;
    m_impl->changed.notify_all();
    return batch;
}

long Loader::batches() const {
    return m_impl->batches;
}

long Loader::images() const {
    return m_impl->images;
}

} // namespace klas::engine
