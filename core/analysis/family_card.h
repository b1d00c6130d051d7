// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/arch_config.h"
#include "core/records/net_card.h"

/// The card of each family in closed form, without name and family; netCard() (arch.h) is the door, and says what is
/// counted. r is the side of a grid, K the number of classes, c the channels of the image. Biases count as parameters
/// only; running statistics, index tables and masks are buffers and count as nothing.
namespace klas {

/// N tokens of width D, an MLP of width H, P patches of S x S pixels:
///
///     patch embedding  P·D·S²c                       params D·S²c + D, tokens and positions apart
///     block            10ND + 4ND² + 2NDH + 2N²D     params 4D² + 9D + 2DH + H (+ 2D with layer scale)
///     final norm       5ND                           params 2D
///     head             KD                            params KD + K; twice where there is a distillation head
NetCard familyCard(const VitConfig& config);

/// L = r² tokens of width d, window m = min(window, r), an MLP of width H. Where m does not divide r the grid is padded
/// to p = m·⌈r/m⌉ after the first norm, and queries, keys, values, attention and projection run on all P = p² positions,
/// as timm's padded windows do:
///
///     patch embedding  L·D·S²c + 5LD            params D·S²c + 3D
///     block            10Ld + 4Pd² + 2Pm²d + 2LdH   params 4d² + 9d + 2dH + H + (2m-1)²·heads
///     patch merging    20L'd + 8L'd²            params 8d² + 8d; L' = ⌈r/2⌉², the `entry` of the next stage's first block
///     final norm       5Ld                      params 2d
///     head             Kd                       params Kd + K
NetCard familyCard(const SwinConfig& config);

/// w planes, C = w·expansion channels, side h of the output and g of the input; a 1x1 convolution on the shortcut of a
/// block that changes side or channels ("+ shortcut"). Convolutions have no bias; batch norm costs 2 per element:
///
///     stem        (49c + 2)·w₀·r²; the max-pooling is free                params 49c·w₀ + 2w₀
///     basic       9·c_in·w·h² + 9w²h² + 4wh²              + shortcut      params 9·c_in·w + 9w² + 4w
///     bottleneck  c_in·w·g² + 9w²h² + wCh² + 2wg² + 2wh² + 2Ch²  + shortcut   params c_in·w + 9w² + wC + 4w + 2C
///     shortcut    c_in·C·h² + 2Ch²                                        params c_in·C + 2C
///     head        h²C (the average) + KC                                  params KC + K
NetCard familyCard(const ResnetConfig& config);

/// N = r² tokens of width C, keys of width k, h heads, values of width a·k, an MLP of ratio t; every linear map of width b
/// is followed by a batch norm (2b per token) and has no bias. A block is attention and its MLP; the subsampling between
/// stages (N tokens to M = ⌈r/2⌉², h' = ⌊C/k⌋ heads, values a'·k, width O, then an MLP) is the `entry` of the next stage's
/// first block:
///
///     stem         Σ (9ab + 2b)·r² over the four convolutions             params Σ 9ab + 2b
///     attention    with q = (2+a)hk: NCq + 2Nq + (1+a)N²hk + N·ahk·C + 2NC    params Cq + 2q + ahk·C + 2C + h·N
///     MLP          2tNC² + 2(t+1)NC                                       params 2tC² + 2(t+1)C
///     subsampling  with v = (1+a')h'k: NCv + 2Nv + M·C·h'k + 2M·h'k + (1+a')MN·h'k + M·a'h'k·O + 2MO, and the MLP
///                                                                        params Cv + 2v + C·h'k + 2h'k + a'h'k·O + 2O + h'·N
///     each head    2C + KC                                                params 2C + KC + K; two where distilled
NetCard familyCard(const LevitConfig& config);

} // namespace klas
