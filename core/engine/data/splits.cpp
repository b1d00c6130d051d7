// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/splits.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <numeric>

namespace klas::engine {

namespace {

long tenth(long count) { return (count + 9) / 10; }

} // namespace

std::vector<long> trainingFileOrder(const DataSpec& data, Split split, long count) {
    const long validation = data.validationImages > 0 ? data.validationImages
                            : data.isIdx()            ? count - data.trainImages
                                                      : tenth(count);
    const long train = data.trainImages == 0 ? count - validation : data.trainImages;
    if (validation < 0 || train < 0 || validation > count || train > count - validation)
        throw Error("The data has " + std::to_string(count) + " training images, too few for " +
                    std::to_string(data.validationImages) + " validation and " +
                    std::to_string(data.trainImages) + " training images.");
    std::vector<long> order(static_cast<size_t>(count));
    std::iota(order.begin(), order.end(), 0L);
    Random(data.seed).shuffle(order);
    const auto first = order.begin() + (split == Split::Validation ? 0 : validation);
    return {first, first + (split == Split::Validation ? validation : train)};
}

std::vector<long> testFileOrder(const DataSpec& data, long count) {
    if (data.testImages > count)
        throw Error("The data has " + std::to_string(count) + " test images, fewer than the " +
                    std::to_string(data.testImages) + " asked for.");
    std::vector<long> order(static_cast<size_t>(data.testImages == 0 ? count : data.testImages));
    std::iota(order.begin(), order.end(), 0L);
    return order;
}


std::vector<long> commonOrder(const DataSpec& data, Split split, long count) {
    const long validation = data.validationImages > 0 ? data.validationImages : tenth(count);
    const long test = data.testImages > 0 ? data.testImages : tenth(count);
    if (validation > count || test > count - validation || data.trainImages > count - validation - test)
        throw Error("The data has " + std::to_string(count) + " images, too few for " + std::to_string(validation) +
                    " validation, " + std::to_string(test) + " test and " + std::to_string(data.trainImages) +
                    " training images.");
    std::vector<long> order(static_cast<size_t>(count));
    std::iota(order.begin(), order.end(), 0L);
    Random(data.seed).shuffle(order);
    const auto tests = order.begin() + validation, trains = tests + test;
    if (split == Split::Validation) return {order.begin(), tests};
    if (split == Split::Test) return {tests, trains};
    return {trains, data.trainImages > 0 ? trains + data.trainImages : order.end()};
}

} // namespace klas::engine
