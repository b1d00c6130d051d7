// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/window_inference.h"

#include "core/engine/nets/inference_rows.h"

#include <cstring>

namespace klas::engine::inference {

namespace {

constexpr long kRowsAtOnce = 196; ///< positions that a thread takes through the block at a time: four windows of 7 x 7

/// What is added to the logits of each head, for the four kinds of windows: the last row and the last column of windows
/// hold positions that the roll brought together.
class WindowBias {
public:
    WindowBias(const Windows& w, const torch::Tensor& table, long heads, long pitch)
        : m_windows(w), m_size(w.positions() * pitch), m_heads(heads), m_kinds(w.shift > 0 ? 4 : 1) {
        const long n = w.positions(), m = w.side, wide = 2 * m - 1;
        m_values = torch::zeros({m_kinds, heads, n, pitch});
        float* to = m_values.data_ptr<float>();
        const auto rows = table.contiguous();
        const float* from = rows.data_ptr<float>();
        for (long kind = 0; kind < m_kinds; ++kind)
            for (long head = 0; head < heads; ++head)
                for (long q = 0; q < n; ++q)
                    for (long k = 0; k < n; ++k) {
                        const long row = (q / m - k / m + m - 1) * wide + q % m - k % m + m - 1;
                        const bool parted = ((kind & 1) && apart(q / m, k / m)) || ((kind & 2) && apart(q % m, k % m));
                        to[((kind * heads + head) * n + q) * pitch + k] = from[row * heads + head] + (parted ? -100.f : 0.f);
                    }
    }
    /// n x pitch
    const float* of(long window, long head) const {
        const long last = m_windows.perSide() - 1, row = window / m_windows.perSide(), column = window % m_windows.perSide();
        const long kind = m_kinds == 1 ? 0 : (row == last ? 1 : 0) + (column == last ? 2 : 0);
        return m_values.data_ptr<float>() + (kind * m_heads + head) * m_size;
    }

private:
    /// Whether rows (or columns) a and b of the last windows come from opposite sides of the map.
    bool apart(long a, long b) const {
        const long border = m_windows.side - m_windows.shift;
        return (a < border) != (b < border);
    }

    Windows m_windows;
    long m_size, m_heads, m_kinds;
    torch::Tensor m_values;
};

} // namespace

torch::Tensor windowBlock(const torch::Tensor& input, const Block& layers, const Windows& w, const torch::Tensor& biasTable) {
    const auto& k = kernels::productKernels();
    const auto x = input.contiguous();
    const long images = x.size(0), tokens = x.size(1), width = x.size(2), d = width / layers.heads, n = w.positions();
    const Packed qkv(layers.qkv, k), proj(layers.proj, k), up(layers.up, k), down(layers.down, k);
    packAll(k, {&qkv, &proj, &up, &down});
    const Norm first(layers.qkv.norm), none(nullptr), second(layers.up.norm);
    const HeadAttention attention(k, selfAttention(n, layers.heads, d));
    const WindowBias bias(w, biasTable, layers.heads, attention.biasPitch());
    const std::vector<int> tokenAt = w.tokens();
    const auto out = torch::empty_like(x);
    const float* from = x.data_ptr<float>();
    float* to = out.data_ptr<float>();

    const long total = images * w.perImage(), perThread = std::max(1L, total / (4L * at::get_num_threads()));
    const long atOnce = std::min(perThread, std::max(1L, kRowsAtOnce / n)), mostRows = atOnce * n;
    const long rowsAtOnce = evenBlock(k, mostRows);
    shareItems((total + atOnce - 1) / atOnce, [&](const auto& next) {
        const long extra = std::max(attention.scratchSize(), std::min(rowsAtOnce, mostRows) * (width + up.columns));
        const auto memory = torch::empty({mostRows * 6 * width + extra}, torch::kFloat32);
        // x and, in the end, the result; what the norm, then the heads write; q, k and v; y.
        float *own = memory.template data_ptr<float>(), *heads = own + mostRows * width, *parts = heads + mostRows * width,
              *y = parts + mostRows * 3 * width, *scratch = y + mostRows * width;
        for (int64_t item = next(); item >= 0; item = next()) {
            const long begin = item * atOnce, count = std::min(atOnce, total - begin), rows = count * n;
            const auto place = [&](long row) { // of a row of these windows in x; -1 where there is none
                const long window = begin + row / n, token = tokenAt[size_t(window % w.perImage() * n + row % n)];
                return token < 0 ? -1 : (window / w.perImage() * tokens + token) * width;
            };
            const auto inBlocks = [&](const auto& work) {
                for (long row = 0; row < rows; row += rowsAtOnce)
                    work(row * width, std::min(rowsAtOnce, rows - row));
            };
            for (long row = 0; row < rows; ++row)
                if (const long at = place(row); at >= 0)
                    std::memcpy(own + row * width, from + at, size_t(width) * sizeof(float));
                else
                    std::memset(own + row * width, 0, size_t(width) * sizeof(float));
            first.apply(k, own, rows, width, heads);
            for (long row = 0; row < rows; ++row)
                if (place(row) < 0) std::memset(heads + row * width, 0, size_t(width) * sizeof(float));
            inBlocks([&](long at, long some) { linearRows(k, qkv, none, heads + at, some, nullptr, parts + 3 * at, scratch); });
            for (long window = 0; window < count; ++window)
                for (long head = 0; head < layers.heads; ++head) {
                    const float* q = parts + window * n * 3 * width + head * d;
                    attention.run(q, q + width, q + 2 * width, bias.of((begin + window) % w.perImage(), head),
                                  heads + window * n * width + head * d, scratch);
                }
            inBlocks([&](long at, long some) { linearRows(k, proj, none, heads + at, some, own + at, y + at, scratch); });
            inBlocks([&](long at, long some) { mlpRows(k, up, second, down, y + at, some, y + at, own + at, scratch); });
            for (long row = 0; row < rows; ++row)
                if (const long at = place(row); at >= 0)
                    std::memcpy(to + at, own + row * width, size_t(width) * sizeof(float));
        }
    });
    return out;
}

} // namespace klas::engine::inference
