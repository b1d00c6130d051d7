// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/blas_core.h"

#include "core/engine/kernels/instruction_set.h"

#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <unistd.h>

namespace klas::engine {

namespace {

/// What OpenBLAS took the processor for; empty with another BLAS.
std::string openBlasCore() {
    using CoreName = char* (*)();
    const auto coreName = reinterpret_cast<CoreName>(::dlsym(RTLD_DEFAULT, "openblas_get_corename"));
    return coreName ? coreName() : "";
}

} // namespace

std::string describeBlas() {
    const std::string core = openBlasCore();
    return core.empty() ? "another BLAS" : "OpenBLAS for " + core;
}

void restartWithFittingBlas(char** arguments) {
    constexpr const char* variable = "OPENBLAS_CORETYPE";
    if (std::getenv(variable) || openBlasCore() != "Prescott") return;
    const char* better = nullptr;
    switch (kernels::instructionSets().back()) {
    case kernels::InstructionSet::Avx512:
        better = "SkylakeX";
        break;
    case kernels::InstructionSet::Avx2:
        better = "Haswell";
        break;
    case kernels::InstructionSet::Portable:
        return;
    }
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error); // so that it keeps its name
    if (error) return;
    ::setenv(variable, better, 1);
    ::execv(program.c_str(), arguments); // returns only where it cannot be done; then the slow kernels serve
}

} // namespace klas::engine
