// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Before <torch/torch.h> where clang compiles against libstdc++ 12 as C++20. There std::vector is constexpr, clang then
// instantiates its members as soon as a class has such a vector, and LibTorch has one of the still incomplete
// c10::IValue. Here vector alone loses the constexpr: nothing of ours computes with vectors at compile time, and the
// layout and the names of functions stay the same.
#include <cstddef> // has _GLIBCXX_RELEASE
#if defined(__clang__) && defined(_GLIBCXX_RELEASE) && _GLIBCXX_RELEASE == 12 && __cplusplus >= 202002L

// It declares a constexpr function for vector<bool>'s iterator, which then could not be defined without: an overload
// that is never called. std::fill takes such iterators bit by bit instead.
#define _Bit_iterator __klas_no_bit_iterator
#include <bits/stl_algobase.h>
#undef _Bit_iterator

#include <algorithm>
#include <memory>
#include <string>

#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR
#include <vector>
#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR constexpr

#endif
