// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/derived_buffers.h"

#include <cmath>
#include <cstdlib>

namespace klas::engine {

namespace {

/// A tensor's name without the modules it lies in.
std::string lastPart(const std::string& name) {
    return name.substr(name.rfind('.') + 1);
}

std::int64_t root(std::int64_t square) {
    const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(square))));
    return side * side == square ? side : 0;
}

/// Value at (p, q) of Swin's table for windows of side w: (Δrow + w − 1)(2w − 1) + Δcolumn + w − 1.
bool isSwinIndex(const torch::Tensor& value) {
    if (value.dim() != 2 || value.size(0) != value.size(1)) return false;
    const std::int64_t n = value.size(0), w = root(n);
    if (w == 0) return false;
    const auto index = value.to(torch::kInt64).contiguous();
    const auto* at = index.data_ptr<std::int64_t>();
    for (std::int64_t p = 0; p < n; ++p)
        for (std::int64_t q = 0; q < n; ++q)
            if (*at++ != (p / w - q / w + w - 1) * (2 * w - 1) + p % w - q % w + w - 1) return false;
    return true;
}

/// Rows are every position (N = R²) or every second one in both directions.
bool isLevitIndex(const torch::Tensor& value) {
    if (value.dim() != 2) return false;
    const std::int64_t rows = root(value.size(0)), r = root(value.size(1));
    if (r == 0 || (rows != r && rows != (r + 1) / 2)) return false;
    const std::int64_t step = rows == r ? 1 : 2;
    const auto index = value.to(torch::kInt64).contiguous();
    const auto* at = index.data_ptr<std::int64_t>();
    for (std::int64_t p = 0; p < rows * rows; ++p)
        for (std::int64_t q = 0; q < r * r; ++q)
            if (*at++ != std::abs(step * (p / rows) - q / r) * r + std::abs(step * (p % rows) - q % r)) return false;
    return true;
}

} // namespace

bool isDerivedBuffer(const std::string& name) {
    const std::string last = lastPart(name);
    return last == "attn_mask" || last == "relative_position_index" || last == "attention_bias_idxs" || last == "position_ids" ||
           last == "num_batches_tracked";
}

bool isExpectedBuffer(const std::string& name, const torch::Tensor& value) {
    const std::string last = lastPart(name);
    if (last != "relative_position_index" && last != "attention_bias_idxs") return true;
    if (torch::isFloatingType(value.scalar_type())) return false;
    return last == "relative_position_index" ? isSwinIndex(value) : isLevitIndex(value);
}

} // namespace klas::engine
