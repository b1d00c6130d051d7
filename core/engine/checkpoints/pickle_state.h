// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/checkpoints/pickle_value.h"
#include "core/engine/checkpoints/pth_tensors.h"
#include "core/engine/checkpoints/raw_checkpoint.h"

namespace klas::engine {

/// Finds a network's weights in what torch.save wrote and builds them.
///
/// The weights are a dict of tensors: the file itself, or under one of the usual keys (`state_dict`, `model`,
/// `model_state_dict`, ...), several deep where files nest them. Moving averages lie under `state_dict_ema`,
/// `model_ema` and the like: taken when asked for, or when there is nothing else. What was taken, and what else
/// there is, stands in the result. Throws Error beginning with `what`: no weights, no averages though asked for.
RawCheckpoint stateOf(const pickle::Pickle& pickle, PthTensors& tensors, WeightsKind kind, const std::string& what);

} // namespace klas::engine
