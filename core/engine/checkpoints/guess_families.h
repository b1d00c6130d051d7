// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/checkpoints/guess_architecture.h"

#include <map>

namespace klas::engine {

/// Shapes of a checkpoint's tensors by our names, with the questions that guesses ask.
class Shapes {
public:
    explicit Shapes(const Checkpoint& file);

    bool has(const std::string& name) const { return m_shapes.count(name) > 0; }
    /// Dimension `k` of a tensor. Throws Missing when there is no such tensor or dimension, or it is beyond an int.
    int dim(const std::string& name, size_t k) const;
    int rank(const std::string& name) const;
    /// How many of prefix0suffix, prefix1suffix, ... there are, without a gap.
    int count(const std::string& prefix, const std::string& suffix) const;

    struct Missing {}; ///< a guess ends here: what it needs is not in the file

private:
    std::map<std::string, std::vector<int64_t>> m_shapes;
};

/// The side of a square; throws Shapes::Missing when it is none.
int squareRoot(int square);

ArchGuess guessVit(const Shapes& shapes, const std::string& hint);
ArchGuess guessSwin(const Shapes& shapes);
ArchGuess guessResnet(const Shapes& shapes);
ArchGuess guessLevit(const Shapes& shapes);

} // namespace klas::engine
