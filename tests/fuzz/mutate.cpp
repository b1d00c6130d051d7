// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/mutate.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace klas::fuzz {

namespace {

std::uint64_t interesting(Random& random, size_t size) {
    const std::uint64_t values[] = {0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
                                    0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff, size, random.bits()};
    const std::uint64_t value = values[random.below(std::size(values))];
    switch (random.below(4)) {
    case 0: return value + 1;
    case 1: return value - 1;
    case 2: return value / 2;
    default: return value;
    }
}

void overwriteNumber(Input& input, Random& random) {
    const size_t width = size_t{1} << random.below(4);
    if (input.size() < width) return;
    const size_t at = random.below(2) ? random.below(std::min<size_t>(input.size() - width + 1, 64)) // headers
                                      : random.below(input.size() - width + 1);
    const std::uint64_t value = interesting(random, input.size());
    const bool big = random.below(2);
    for (size_t k = 0; k < width; ++k)
        input[at + (big ? width - 1 - k : k)] = static_cast<std::uint8_t>(value >> (8 * k));
}

/// A run of digits in a text becomes another number.
void overwriteDigits(Input& input, Random& random) {
    if (input.empty()) return;
    const auto isDigit = [](std::uint8_t c) { return std::isdigit(c) != 0; };
    const auto from = input.begin() + static_cast<long>(random.below(input.size()));
    const auto begin = std::find_if(from, input.end(), isDigit);
    const auto end = std::find_if_not(begin, input.end(), isDigit);
    if (begin == end) return;
    static const char* const odd[] = {"-1", "1e999", "-0.0", "1.5", "NaN", "null", "\"\"", "[]", "{}", "true"};
    const std::string number = random.below(3) ? std::to_string(interesting(random, input.size()))
                                               : std::string(odd[random.below(std::size(odd))]);
    const auto at = input.erase(begin, end);
    input.insert(at, number.begin(), number.end());
}

void changeRange(Input& input, Random& random, bool twice) {
    if (input.empty()) return;
    const size_t begin = random.below(input.size());
    const size_t length = 1 + random.below(std::min<size_t>(input.size() - begin, size_t{1} << random.below(10)));
    const auto first = input.begin() + static_cast<long>(begin), last = first + static_cast<long>(length);
    if (!twice) {
        input.erase(first, last);
        return;
    }
    const Input piece(first, last);
    input.insert(input.begin() + static_cast<long>(random.below(input.size() + 1)), piece.begin(), piece.end());
}

void splice(Input& input, const Input& other, Random& random) {
    if (input.empty() || other.empty()) return;
    input.resize(random.below(input.size() + 1));
    input.insert(input.end(), other.begin() + static_cast<long>(random.below(other.size())), other.end());
}

void change(Input& input, const std::vector<Input>& corpus, Random& random) {
    const auto anyByte = [&]() -> std::uint8_t& { return input[random.below(input.size())]; };
    switch (random.below(9)) {
    case 0:
    case 1:
        if (!input.empty()) anyByte() ^= static_cast<std::uint8_t>(1u << random.below(8));
        break;
    case 2:
        if (!input.empty()) anyByte() = static_cast<std::uint8_t>(random.bits());
        break;
    case 3: overwriteNumber(input, random); break;
    case 4: overwriteDigits(input, random); break;
    case 5: changeRange(input, random, false); break;
    case 6: changeRange(input, random, true); break;
    case 7: splice(input, corpus[random.below(corpus.size())], random); break;
    case 8:
        if (random.below(3) == 0) input.resize(random.below(input.size() + 1));
        break;
    }
}

} // namespace

Input mutated(const std::vector<Input>& corpus, Random& random, size_t longest) {
    Input input = corpus[random.below(corpus.size())];
    for (std::uint64_t changes = 1 + random.below(8); changes > 0; --changes)
        change(input, corpus, random);
    if (input.size() > longest) input.resize(longest);
    return input;
}

} // namespace klas::fuzz
