// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/resize.h"

#include "core/base/error.h"
#include "core/engine/kernels/resize_kernel.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace klas::engine {

namespace {

double triangle(double x) {
    x = std::abs(x);
    return x < 1 ? 1 - x : 0;
}

double cubic(double x) {
    constexpr double a = -0.5;
    x = std::abs(x);
    if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
    return 0;
}

} // namespace

Interpolation interpolationFromText(const std::string& text) {
    if (text == "bilinear") return Interpolation::Bilinear;
    if (text == "bicubic") return Interpolation::Bicubic;
    throw Error("The interpolation \"" + text + "\" is not known; use bilinear or bicubic.");
}

ResizeAxis resizeAxis(int length, int outLength, int first, int count,
                      Interpolation interpolation) {
    ResizeAxis axis;
    axis.starts.resize(static_cast<size_t>(count));
    if (outLength == length) {
        axis.same = true;
        axis.taps = 1;
        axis.begin = first;
        axis.end = first + count;
        for (int k = 0; k < count; ++k)
            axis.starts[static_cast<size_t>(k)] = first + k;
        axis.weights.assign(static_cast<size_t>(count), 1 << kernels::kResizeBits);
        return axis;
    }
    const double scale = static_cast<double>(length) / outLength, wide = std::max(1.0, scale);
    const double support = (interpolation == Interpolation::Bicubic ? 2.0 : 1.0) * wide;
    const double narrow = 1.0 / wide;
    axis.taps = std::min(length, static_cast<int>(std::ceil(support)) * 2 + 1);
    axis.weights.assign(static_cast<size_t>(count) * static_cast<size_t>(axis.taps), 0);
    axis.begin = length;
    std::vector<double> row(static_cast<size_t>(axis.taps));
    for (int k = 0; k < count; ++k) {
        const double center = (first + k + 0.5) * scale;
        const int begin = std::max(0, static_cast<int>(center - support + 0.5));
        const int end = std::min(length, static_cast<int>(center + support + 0.5));
        double sum = 0;
        for (int x = begin; x < end; ++x) {
            const double at = (x - center + 0.5) * narrow;
            row[static_cast<size_t>(x - begin)] = interpolation == Interpolation::Bicubic ? cubic(at) : triangle(at);
            sum += row[static_cast<size_t>(x - begin)];
        }
        // A row of weights may reach beyond the image with its zeros: it starts early enough not to.
        const int start = std::min(begin, length - axis.taps);
        int* weights = &axis.weights[static_cast<size_t>(k) * static_cast<size_t>(axis.taps)] + (begin - start);
        for (int x = 0; x < end - begin; ++x) {
            const double weight = sum != 0 ? row[static_cast<size_t>(x)] / sum : row[static_cast<size_t>(x)];
            weights[x] = static_cast<int>((weight < 0 ? -0.5 : 0.5) + weight * (1 << kernels::kResizeBits));
        }
        axis.starts[static_cast<size_t>(k)] = start;
        axis.begin = std::min(axis.begin, start);
        axis.end = std::max(axis.end, start + axis.taps);
    }
    return axis;
}

void resize(const Image& image, const ResizeAxis& columns, const ResizeAxis& rows, std::uint8_t* out) {
    const Window& held = image.held;
    if (columns.begin < held.left || columns.end > held.right() || rows.begin < held.top || rows.end > held.bottom())
        throw Error("A resize needs pixels that were not decoded.");
    const auto& kernel = kernels::resizeKernels();
    const auto width = columns.starts.size(), height = rows.starts.size();
    const auto pitch = static_cast<long>(width) * 3;
    const int needed = columns.end - columns.begin;
    std::vector<int> starts(columns.starts);
    for (int& start : starts)
        start -= columns.begin;
    std::vector<std::uint8_t> between(static_cast<size_t>(rows.end - rows.begin) * width * 3),
        spare(static_cast<size_t>(needed + 1) * 4);
    for (int y = rows.begin; y < rows.end; ++y) {
        const std::uint8_t* from = image.row(y) + 3L * (columns.begin - held.left);
        std::uint8_t* to = &between[static_cast<size_t>(y - rows.begin) * width * 3];
        if (columns.same)
            std::memcpy(to, from, width * 3);
        else
            kernel.horizontal(from, needed, starts.data(), columns.weights.data(), columns.taps,
                              static_cast<int>(width), spare.data(), to);
    }
    for (size_t y = 0; y < height; ++y) {
        const std::uint8_t* from = &between[static_cast<size_t>(rows.starts[y] - rows.begin) * width * 3];
        if (rows.same)
            std::memcpy(out, from, width * 3);
        else
            kernel.vertical(from, pitch, &rows.weights[y * static_cast<size_t>(rows.taps)], rows.taps, pitch, out);
        out += pitch;
    }
}

} // namespace klas::engine
