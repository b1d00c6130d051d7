// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What of LibTorch the engine uses: tensors, gradients, the modules of its networks. torch/torch.h brings data loaders,
// optimisers and every other module too, which costs each file seconds, precompiled or not.
#include <torch/autograd.h>
#include <torch/cuda.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>
#include <torch/utils.h>
