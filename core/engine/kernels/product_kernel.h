// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/kernels/instruction_set.h"

namespace klas::engine::kernels {

/// What follows a layer, element by element: the exact GELU x Φ(x), max(x, 0), x min(max(x + 3, 0), 6) / 6.
enum class Activation { None, Gelu, Relu, Hardswish };

/// C = act(A B + bias + R): some rows of a matrix product with what follows it in a network, in one pass over C.
///
/// Every element is summed over the depth in one fixed order, whatever rows and columns are computed with it: results do
/// not depend on how the rows are spread over threads, nor on the batch.
struct Product {
    const float* a; ///< rows x depth, row-major with pitch aPitch
    long aPitch, rows, depth;
    const float* b; ///< packed (ProductKernels::packRows, packColumns): depth x columns
    long columns;
    const float* bias;     ///< columns, or null
    const float* residual; ///< R, pitch residualPitch, or null; not C itself
    long residualPitch;
    Activation act;
    float* c;
    long cPitch;
};

/// The kernels of a transformer's forward in float32 as one instruction set has them.
struct ProductKernels {
    long tileRows;  ///< rows that are computed together: split work at multiples of it
    long panelWidth; ///< columns of B are packed in panels of this width, the last one filled up with zeros
    /// B = scale · Wᵀ of a W with `columns` rows of `depth` (a layer's weight): packs panels first..last-1. Each column is
    /// multiplied with its of `factors`, too, unless that is null.
    void (*packRows)(const float* w, long pitch, long columns, long depth, float scale, const float* factors, long first,
                     long last, float* out);
    /// B = W of `depth` rows of `columns`.
    void (*packColumns)(const float* w, long pitch, long columns, long depth, float* out);
    void (*product)(const Product& product);
    /// out = (x - mean x) / √(var x + eps) · γ + β, row by row; out has pitch `width`.
    void (*layerNorm)(const float* x, long pitch, long rows, long width, float eps, const float* gamma, const float* beta,
                      float* out);
    /// x = act(factor ⊙ x + shift + R) in place, row by row of `width` values; `residual` is null or as large as x.
    void (*affine)(float* x, long rows, long width, const float* factor, const float* shift, const float* residual,
                   Activation act);
    /// Each row's softmax over its first `width` values in place; the rest of its `pitch`, a multiple of panelWidth, is
    /// spoilt.
    void (*softmax)(float* x, long pitch, long rows, long width);

    long panels(long columns) const { return (columns + panelWidth - 1) / panelWidth; }
    long packedSize(long columns, long depth) const { return panels(columns) * panelWidth * depth; }
};

/// Those of instructionSet().
const ProductKernels& productKernels();

namespace portable {
extern const ProductKernels productKernels;
}
#ifdef __x86_64__
namespace avx2 {
extern const ProductKernels productKernels;
}
namespace avx512 {
extern const ProductKernels productKernels;
}
#endif

} // namespace klas::engine::kernels
