// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// The inner loops of the similarity on the CPU: plain arrays, no LibTorch, compiled with the vectoriser on.
namespace klas::engine::kernels {

inline constexpr long kLanes = 4;    ///< doubles that move together; widths are padded to it
inline constexpr long kTileRows = 4; ///< 4 x 12 running products fill sixteen registers
inline constexpr long kTileColumns = 12;

/// Some images of one tile of at most kTileRows x kTileColumns cells of a pair sum (see addPairSums()).
struct Tile {
    const double* p;      ///< row i of image 0
    const double* l;      ///< column j of image 0
    const double* row;    ///< a_i of image 0, or null
    const double* column; ///< b_j of image 0, or null
    const double* shift;  ///< s of image 0, or null
    double* sum;          ///< cell (i, j)
    double* squares;
    long rows, images, m, classes, width; ///< width = M
    double scale;
};

/// Adds the tile's values and squares; `columns` is a multiple of kLanes, at most kTileColumns.
void addTile(const Tile& tile, long columns);

/// z = (row - max row) · scale; false when a value is NaN or infinite.
bool shiftRow(const float* row, long classes, double scale, double* z);
bool shiftRow(const double* row, long classes, double scale, double* z);

/// One image: p, the exponentials of z (both N x K), becomes probabilities; z becomes log p relative to
/// `centre`, its mean over the N blocks (K values); own = Σ_k p z (N values).
void finishImage(double* p, double* z, long blocks, long classes, double* centre, double* own);

/// N x K -> K x width with zeros behind.
void transpose(const double* z, long blocks, long classes, long width, double* out);

} // namespace klas::engine::kernels
