// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"
#include "core/records/net_card.h"


namespace klas::engine {

/// Features in one grid's layout -> the same features in another's, channels unchanged. Both grids must have the same
/// positions. Throws Error naming both where they do not, or where the features are not those of `from`.
///
/// - A map B x C x H x W becomes tokens B x (H W) x C row by row, and back.
/// - Extra tokens (class, then distillation) that both have stay, each as itself.
/// - Those that only `from` has are dropped.
/// - Those that only `to` has are the mean over the positions of `from`.
///
/// A stitching layer is one affine map at every token, so the order is free: a made token is that layer applied to the mean
/// over the source's positions.
torch::Tensor relayout(const torch::Tensor& features, const Grid& from, const Grid& to);

/// Throws Error unless `features` are in the layout of `grid` with its channels.
void requireGrid(const torch::Tensor& features, const Grid& grid);

} // namespace klas::engine
