// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/value_scale.h"

#include <QLocale>
#include <algorithm>
#include <cmath>
#include <limits>

namespace klas::ui {

namespace {

constexpr double kDecadesAroundMedian = 4;
constexpr double kOutlierFactor = 10;

/// The value below which `share` of the ascending values lie.
double quantile(const std::vector<double>& sorted, double share) {
    return sorted[static_cast<size_t>(std::floor(share * static_cast<double>(sorted.size() - 1)))];
}

ValueScale logScale(const std::vector<double>& sorted) {
    const auto firstPositive = std::upper_bound(sorted.begin(), sorted.end(), 0.0);
    const std::vector<double> positive(firstPositive, sorted.end());
    const double median = quantile(positive, 0.5);
    const double reach = std::pow(10.0, kDecadesAroundMedian);
    ValueScale result{std::max(positive.front(), median / reach), std::min(positive.back(), median * reach),
                      Scale::Log};
    result.clippedBelow = sorted.front() < result.lower;
    result.clippedAbove = sorted.back() > result.upper;
    if (!(result.lower * (1 + 1e-9) < result.upper)) {
        result.lower /= 1.1;
        result.upper *= 1.1;
    }
    return result;
}

ValueScale linearScale(const std::vector<double>& sorted) {
    ValueScale result{sorted.front(), sorted.back(), Scale::Linear};
    const double usual = quantile(sorted, 0.95);
    if (usual > 0 && result.upper > kOutlierFactor * usual) {
        result.upper = usual;
        result.clippedAbove = true;
    }
    const double size = std::max(std::abs(result.lower), std::abs(result.upper));
    if (!(result.upper - result.lower > 1e-9 * size)) {
        const double half = size > 0 ? 0.05 * size : 0.5;
        result.lower -= half;
        result.upper += half;
    }
    return result;
}

std::vector<ScaleTick> linearTicks(const ValueScale& scale, int count) {
    const double rough = (scale.upper - scale.lower) / std::max(count, 1);
    const double decade = std::pow(10.0, std::floor(std::log10(rough)));
    double step = 10 * decade;
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * decade >= rough * 0.9999) {
            step = factor * decade;
            break;
        }
    }
    std::vector<ScaleTick> ticks;
    const double slack = 1e-9 * step;
    for (double k = std::ceil((scale.lower - slack) / step); k * step <= scale.upper + slack; ++k)
        ticks.push_back({k * step, true});
    return ticks;
}

std::vector<ScaleTick> logTicks(const ValueScale& scale, int count) {
    const int first = static_cast<int>(std::floor(std::log10(scale.lower)));
    const int last = static_cast<int>(std::ceil(std::log10(scale.upper)));
    const auto inside = [&](double value) {
        return value >= scale.lower * (1 - 1e-9) && value <= scale.upper * (1 + 1e-9);
    };
    int powers = 0;
    for (int k = first; k <= last; ++k)
        powers += inside(std::pow(10.0, k));
    const bool fine = powers < 3;
    const int every = std::max(1, (powers + count) / (count + 1)); // thins the powers of ten of a long scale
    std::vector<ScaleTick> ticks;
    for (int k = first; k <= last; ++k) {
        for (int factor = 1; factor <= 9; ++factor) {
            const double value = factor * std::pow(10.0, k);
            if (!inside(value)) continue;
            const bool nice = factor == 1 || (fine && (factor == 2 || factor == 5));
            ticks.push_back({value, nice && (fine || k % every == 0)});
        }
    }
    // Within less than one 1-2-5 step a log scale is nearly linear: so are its ticks.
    if (std::count_if(ticks.begin(), ticks.end(), [](const ScaleTick& t) { return t.major; }) < 2)
        return linearTicks(scale, count);
    return ticks;
}

} // namespace

double ValueScale::fraction(double value) const {
    if (std::isnan(value)) return value;
    if (scale == Scale::Linear) return std::clamp((value - lower) / (upper - lower), 0.0, 1.0);
    if (value <= lower) return 0;
    return std::clamp(std::log(value / lower) / std::log(upper / lower), 0.0, 1.0);
}

ValueScale valueScale(std::vector<double> values, Scale scale) {
    std::erase_if(values, [](double v) { return !std::isfinite(v); });
    if (values.empty()) return scale == Scale::Log ? ValueScale{0.1, 1, Scale::Log} : ValueScale{};
    std::sort(values.begin(), values.end());
    return scale == Scale::Log && values.back() > 0 ? logScale(values) : linearScale(values);
}

ValueScale symmetricScale(std::vector<double> values) {
    std::vector<double> sizes;
    for (const double v : values)
        sizes.push_back(std::abs(v));
    sizes.push_back(0); // equal differences are not the whole range
    const double end = valueScale(std::move(sizes), Scale::Linear).upper;
    ValueScale result{-end, end, Scale::Linear};
    for (const double v : values) {
        result.clippedBelow |= std::isfinite(v) && v < -end;
        result.clippedAbove |= std::isfinite(v) && v > end;
    }
    return result;
}

ValueScale fixedScale(double lower, double upper, Scale scale, const std::vector<double>& values) {
    if (scale == Scale::Log && !(lower > 0)) lower = upper > 0 ? upper / std::pow(10.0, kDecadesAroundMedian) : lower;
    if (!(upper > lower)) return valueScale({lower}, scale);
    ValueScale result{lower, upper, lower > 0 ? scale : Scale::Linear};
    for (const double v : values) {
        result.clippedBelow |= std::isfinite(v) && v < lower;
        result.clippedAbove |= std::isfinite(v) && v > upper;
    }
    return result;
}

std::vector<ScaleTick> scaleTicks(const ValueScale& scale, int count) {
    return scale.scale == Scale::Log ? logTicks(scale, count) : linearTicks(scale, count);
}

QString tickText(double value) {
    if (std::abs(value) < std::numeric_limits<double>::min()) return QStringLiteral("0");
    QLocale plain;
    plain.setNumberOptions(QLocale::OmitGroupSeparator | QLocale::OmitLeadingZeroInExponent);
    const double size = std::abs(value);
    return plain.toString(value, size < 1e-3 || size >= 1e5 ? 'e' : 'g', size < 1e-3 || size >= 1e5 ? 0 : 5);
}

} // namespace klas::ui
