// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/engine/torch.h"

#include <memory>
#include <vector>

namespace klas::engine {

/// What a cache file holds; a file that says anything else is started anew.
struct CacheLayout {
    std::string key;          ///< of weights, data, pooling and code
    std::vector<long> widths; ///< channels of every block's pooled features
    long images = 0;
    long classes = 0;  ///< of the anchor's own logits, float32; 0 = not stored
    bool half = false; ///< features as float16 instead of float32

    std::string text() const;
    std::uintmax_t bytes() const; ///< of the whole file
};

/// Pooled features of every block for every image of a split, in a file that is written batch by batch and
/// read memory-mapped.
///
/// The file is a 4096-byte header (magic, number of complete images, layout), then the
/// labels (int64), the logits and per block images x C_i values. Space is reserved when it is made, so that a
/// full disk shows then. The count of complete images is raised only after their bytes are synced: a killed
/// writer loses at most its last seconds.
class FeatureCache {
public:
    /// Opens `path` and keeps what is complete when its layout is the same; otherwise starts anew.
    /// Throws Error: no space, read-only folder.
    FeatureCache(const fs::path& path, CacheLayout layout);
    ~FeatureCache();
    FeatureCache(const FeatureCache&) = delete;
    FeatureCache& operator=(const FeatureCache&) = delete;

    const CacheLayout& layout() const { return m_layout; }
    long done() const { return m_done; } ///< complete images
    bool complete() const { return m_done == m_layout.images; }

    /// The next B images: features of every block B x C_i, labels B, logits B x K (unused where not stored);
    /// any device.
    void append(const std::vector<torch::Tensor>& features, const torch::Tensor& labels,
                const torch::Tensor& logits);
    void sync(); ///< makes all images appended so far count

    /// Views of the file, valid as long as the tensor lives; read only.
    torch::Tensor features(long block) const; ///< images x C, block from 0
    /// Blocks first..first+count-1, which have one width: count x images x C.
    torch::Tensor features(long first, long count) const;
    torch::Tensor labels() const; ///< images, int64
    torch::Tensor logits() const; ///< images x K, float32

private:
    void start();
    void write(std::uintmax_t offset, const torch::Tensor& values);
    torch::Tensor view(std::uintmax_t offset, std::vector<std::int64_t> shape, torch::ScalarType type) const;
    std::uintmax_t offset(long block) const; ///< block == number of blocks: labels; + 1: logits

    fs::path m_path;
    CacheLayout m_layout;
    int m_file = -1;
    long m_done = 0, m_written = 0;
    double m_lastSync = 0;
    mutable std::shared_ptr<void> m_map;
};

} // namespace klas::engine
