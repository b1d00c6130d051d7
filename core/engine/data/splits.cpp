// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/splits.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <numeric>

namespace klas::engine {

namespace {

std::vector<long> trainingFileOrder(const DataSpec& data, Split split, long count) {
    const long validation = data.validationImages == 0 ? count - data.trainImages : data.validationImages;
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

} // namespace

std::vector<long> fileOrder(const DataSpec& data, Split split, long count) {
    const auto order = split == Split::Test ? testFileOrder(data, count) : trainingFileOrder(data, split, count);
    if (order.empty())
        throw Error(std::string("The split leaves no images for ") +
                    (split == Split::Validation ? "validation" : "training") + " in " + data.path +
                    "; ask for fewer of the others.");
    return order;
}

} // namespace klas::engine
