// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels as the portable instruction set has them.
#define KLAS_SET portable
#include "core/engine/kernels/kl_kernel_body.h"
#include "core/engine/kernels/product_kernel_body.h"
#include "core/engine/kernels/probe_kernel_body.h"
#include "core/engine/kernels/resize_kernel_body.h"
