// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/engine/data/dataset.h"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <exception>
#include <mutex>
#include <numeric>
#include <thread>

namespace klas::engine {

namespace {

/// A batch that is being made of pieces.
struct Slot {
    Batch batch;
    long missing = 0; ///< pieces
    std::exception_ptr failure;
};

void copyRows(const torch::Tensor& from, const torch::Tensor& to, long row) {
    const auto bytes = static_cast<size_t>(from.numel()) * from.element_size();
    if (bytes == 0) return;
    // Not copy_(): LibTorch would start a team of threads for it in each of ours.
    std::memcpy(static_cast<char*>(to.data_ptr()) + static_cast<size_t>(row) * bytes / static_cast<size_t>(from.size(0)),
                from.data_ptr(), bytes);
}

} // namespace

struct Loader::Impl {
    const Dataset& dataset;
    const long batchSize, images, batches, piece, pieces; ///< pieces in a full batch
    const torch::Device device;
    long ahead;

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Slot> slots; ///< of batches given, given + 1, ...
    long taken = 0;         ///< pieces of all batches that were begun
    long given = 0;
    bool stop = false;
    std::optional<Batch> onDevice; ///< the batch after the last one given, its copy under way
    std::vector<std::thread> threads;

    Impl(const Dataset& d, long batchSizeIn, long limit, int aheadIn, torch::Device deviceIn)
        : dataset(d)
        , batchSize(batchSizeIn)
        , images(limit > 0 ? std::min(limit, d.size()) : d.size())
        , batches((images + batchSizeIn - 1) / batchSizeIn)
        , piece(d.piece() > 0 ? std::min(d.piece(), batchSizeIn) : batchSizeIn)
        , pieces((batchSizeIn + piece - 1) / piece)
        , device(deviceIn)
        , ahead(std::max(1, aheadIn)) {
        const long bytes = 4L * d.channels() * d.imageSize() * d.imageSize() * batchSize;
        ahead = std::clamp(kLoaderBytes / std::max(1L, bytes), 1L, ahead);
        const long cores = d.piece() > 0 ? torch::get_num_threads() : 1;
        for (long t = std::clamp(cores, 1L, std::max(1L, batches * pieces)); t > 0; --t)
            threads.emplace_back([this] { work(); });
    }

    long sizeOf(long batch) const { return std::min(batchSize, images - batch * batchSize); }
    long piecesOf(long batch) const { return (sizeOf(batch) + piece - 1) / piece; }
    bool whole(long batch) const { return piecesOf(batch) == 1 && !device.is_cuda(); }

    /// Takes piece after piece, in order, as far as `ahead` allows.
    void work() {
        std::unique_lock lock(mutex);
        for (;;) {
            changed.wait(lock, [&] { return stop || taken / pieces >= batches || taken / pieces < given + ahead; });
            if (stop || taken / pieces >= batches) return;
            const long batch = taken / pieces, p = taken % pieces;
            ++taken;
            if (p >= piecesOf(batch)) continue; // the last batch has fewer
            while (static_cast<long>(slots.size()) <= batch - given) {
                slots.emplace_back();
                slots.back().missing = piecesOf(given + static_cast<long>(slots.size()) - 1);
            }
            if (slots[static_cast<size_t>(batch - given)].failure) continue;
            lock.unlock();
            Batch made;
            std::exception_ptr error;
            try {
                std::vector<long> indices(static_cast<size_t>(std::min(piece, sizeOf(batch) - p * piece)));
                std::iota(indices.begin(), indices.end(), batch * batchSize + p * piece);
                made = dataset.batch(indices);
            } catch (...) {
                error = std::current_exception();
            }
            lock.lock();
            // A batch is not given before all its pieces are there: the slot has stayed.
            Slot& slot = slots[static_cast<size_t>(batch - given)];
            if (!error && !whole(batch)) {
                if (!slot.batch.images.defined()) slot.batch = room(made, sizeOf(batch));
                const Batch to = slot.batch;
                lock.unlock();
                copyRows(made.images, to.images, p * piece);
                copyRows(made.labels, to.labels, p * piece);
                if (made.targets.defined()) copyRows(made.targets, to.targets, p * piece);
                lock.lock();
            }
            Slot& same = slots[static_cast<size_t>(batch - given)];
            if (error)
                same.failure = error;
            else if (whole(batch))
                same.batch = std::move(made);
            if (--same.missing == 0 || error) changed.notify_all();
        }
    }

    Batch room(const Batch& like, long size) const {
        const auto sized = [&](const torch::Tensor& t) {
            if (!t.defined()) return torch::Tensor();
            auto shape = t.sizes().vec();
            shape[0] = size;
            return torch::empty(shape, torch::TensorOptions(t.scalar_type()).pinned_memory(device.is_cuda()));
        };
        return {sized(like.images), sized(like.labels), sized(like.targets)};
    }

    /// The next batch in line, on the CPU.
    Batch take() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return !slots.empty() && (slots.front().missing == 0 || slots.front().failure); });
        if (slots.front().failure) std::rethrow_exception(slots.front().failure);
        Batch batch = std::move(slots.front().batch);
        slots.pop_front();
        ++given;
        changed.notify_all();
        return batch;
    }

    Batch takeToDevice() {
        Batch batch = take();
        if (!device.is_cuda()) return batch;
        // LibTorch keeps pinned memory until the copies out of it are done.
        const auto copied = [&](const torch::Tensor& t) { return t.defined() ? t.to(device, /*non_blocking=*/true) : t; };
        return {copied(batch.images), copied(batch.labels), copied(batch.targets)};
    }

    std::optional<Batch> next() {
        if (onDevice || given < batches) {
            Batch batch = onDevice ? *std::exchange(onDevice, std::nullopt) : takeToDevice();
            // Its copy runs while the caller works on this one; a failure waits for its turn.
            if (device.is_cuda() && given < batches && readyWithoutFailure()) onDevice = takeToDevice();
            return batch;
        }
        return std::nullopt;
    }

    bool readyWithoutFailure() {
        const std::lock_guard lock(mutex);
        return !slots.empty() && slots.front().missing == 0 && !slots.front().failure;
    }
};

Loader::Loader(const Dataset& dataset, long batchSize, long limit, int ahead, torch::Device device) {
    if (batchSize < 1) throw Error("A batch must hold at least one image.");
    m_impl = std::make_unique<Impl>(dataset, batchSize, limit, ahead, device);
}

Loader::~Loader() {
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->stop = true;
    }
    m_impl->changed.notify_all();
    for (std::thread& thread : m_impl->threads)
        thread.join();
}

std::optional<Batch> Loader::next() {
    return m_impl->next();
}

long Loader::batches() const {
    return m_impl->batches;
}

long Loader::images() const {
    return m_impl->images;
}

} // namespace klas::engine
