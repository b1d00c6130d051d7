// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace klas::engine {

/// Starts this program again with OPENBLAS_CORETYPE set when OpenBLAS has not recognised the processor; returns when
/// there is nothing to gain. Call first in main().
///
/// An OpenBLAS older than the processor falls back to its kernels for "Prescott", the oldest 64-bit ones, whatever the
/// processor can do: matrix products then run at a quarter of their speed. It chooses while the program is loaded and
/// reads the variable at that moment only. A variable that is set already is left alone.
void restartWithFittingBlas(char** arguments);

/// "OpenBLAS for SkylakeX", or "another BLAS".
std::string describeBlas();

} // namespace klas::engine
