// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/resize.h"

#include "core/base/error.h"
#include "core/engine/kernels/resize_kernel.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

namespace klas::engine {

namespace {

double triangle(double x) {
    return std::max(0.0, 1 - std::abs(x));
}

/// Keys, "Cubic convolution interpolation for digital image processing", 1981, with a = -1/2.
double cubic(double x) {
    constexpr double a = -0.5;
    x = std::abs(x);
    if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
    return 0;
}

} // namespace

ResizeAxis::ResizeAxis(int in, int out, Interpolation filter, int from, int count)
    : ResizeAxis(in, 0, in, out, filter, from, count) {}

ResizeAxis::ResizeAxis(int in, double start, double extent, int out, Interpolation filter, int from, int count)
    : m_identity(start == 0 && extent == in && in == out)
    , m_first(static_cast<size_t>(count))
    , m_used(static_cast<size_t>(count)) {
    if (m_identity) {
        m_taps = 1;
        std::iota(m_first.begin(), m_first.end(), from);
        std::fill(m_used.begin(), m_used.end(), 1);
        return;
    }
    const bool smooth = filter == Interpolation::Bicubic;
    const double scale = extent / out, stretch = std::max(1.0, scale);
    const double support = (smooth ? 2.0 : 1.0) * stretch;
    const long most = 2 * static_cast<long>(std::ceil(support)) + 1;
    m_taps = (most + kernels::kResizeGroup - 1) / kernels::kResizeGroup * kernels::kResizeGroup;
    m_weights.assign(static_cast<size_t>(m_taps) * static_cast<size_t>(count), 0);
    std::vector<double> weights(static_cast<size_t>(most));
    for (int x = 0; x < count; ++x) {
        const double centre = start + (from + x + 0.5) * scale;
        const int first = std::max(0, static_cast<int>(centre - support + 0.5));
        const int used = std::min(in, static_cast<int>(centre + support + 0.5)) - first;
        double sum = 0;
        for (int t = 0; t < used; ++t) {
            const double distance = (first + t - centre + 0.5) * (1 / stretch);
            weights[static_cast<size_t>(t)] = smooth ? cubic(distance) : triangle(distance);
            sum += weights[static_cast<size_t>(t)];
        }
        std::int32_t* to = &m_weights[static_cast<size_t>(m_taps * x)];
        for (int t = 0; t < used; ++t) {
            const double weight = (sum != 0 ? weights[static_cast<size_t>(t)] / sum : weights[static_cast<size_t>(t)]) *
                                  (1 << kernels::kResizeBits);
            to[t] = static_cast<std::int32_t>(weight < 0 ? weight - 0.5 : weight + 0.5);
        }
        m_first[static_cast<size_t>(x)] = first;
        m_used[static_cast<size_t>(x)] = used;
    }
}

int ResizeAxis::begin() const {
    return m_first.front(); // centres rise, so do the first taps
}

int ResizeAxis::end() const {
    return m_first.back() + m_used.back();
}

namespace {

/// The pixels of `part` from the axes' first position on, as far as they are needed.
Image resizeRows(const ImagePart& part, const ResizeAxis& columns, int top, int height) {
    Image out(columns.count(), height);
    if (columns.identity()) {
        for (int y = 0; y < height; ++y)
            std::memcpy(out.row(y), part.pixels.row(top - part.top + y) + 4L * (columns.begin() - part.left),
                        static_cast<size_t>(out.stride()));
        return out;
    }
    std::vector<std::int32_t> fourfold(columns.weights().size() * 4);
    for (size_t k = 0; k < fourfold.size(); ++k)
        fourfold[k] = columns.weights()[k / 4];
    std::vector<int> first = columns.first();
    for (int& f : first)
        f -= part.left;
    for (int y = 0; y < height; ++y)
        kernels::resizeRow({part.pixels.row(top - part.top + y), out.row(y), first.data(), columns.used().data(),
                            fourfold.data(), columns.taps(), out.width()});
    return out;
}

} // namespace

Image resize(const ImagePart& part, const ResizeAxis& columns, const ResizeAxis& rows) {
    if (columns.begin() < part.left || columns.end() > part.left + part.pixels.width() || rows.begin() < part.top ||
        rows.end() > part.top + part.pixels.height())
        throw Error("An image was to be resized of which only a part was decoded.");
    const int top = rows.begin();
    Image narrow = resizeRows(part, columns, top, rows.end() - top);
    if (rows.identity()) return narrow;
    Image out(columns.count(), rows.count());
    for (int y = 0; y < out.height(); ++y) {
        const auto k = static_cast<size_t>(y);
        kernels::resizeColumns({narrow.row(rows.first()[k] - top), narrow.stride(), out.row(y),
                                &rows.weights()[k * static_cast<size_t>(rows.taps())], rows.used()[k], out.stride()});
    }
    return out;
}

Image resize(const Image& image, int width, int height, Interpolation filter) {
    const ResizeAxis columns(image.width(), width, filter, 0, width), rows(image.height(), height, filter, 0, height);
    ImagePart part{Image(image.width(), image.height()), 0, 0, image.width(), image.height()};
    std::memcpy(part.pixels.row(0), image.row(0), static_cast<size_t>(image.stride() * image.height()));
    return resize(part, columns, rows);
}

} // namespace klas::engine
