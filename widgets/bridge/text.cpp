// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/text.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <cmath>

namespace klas::ui {

static QString dash() {
    return QStringLiteral("–");
}

/// Decimals after the point that leave `digits` significant ones.
static int decimalsFor(double value, int digits) {
    if (value == 0) return 0;
    const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(value))));
    return std::clamp(digits - 1 - magnitude, 0, 12);
}

static QLocale plain(QLocale locale) {
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale;
}

QString shortNumber(double value, const QLocale& locale) {
    if (!std::isfinite(value)) return dash();
    static constexpr std::array<const char*, 6> prefixes{"", "k", "M", "G", "T", "P"};
    size_t prefix = 0;
    // 999.5 would round to "1000": it belongs to the next prefix.
    while (std::abs(value) >= 999.5 && prefix + 1 < prefixes.size()) {
        value /= 1000;
        ++prefix;
    }
    const bool whole = prefix == 0 && value == std::round(value);
    const QString digits = plain(locale).toString(value, 'f', whole ? 0 : std::min(decimalsFor(value, 3), 2));
    return prefix == 0 ? digits : digits + QStringLiteral(" ") + QLatin1String(prefixes[prefix]);
}

ColumnUnit::ColumnUnit(std::vector<double> values) {
    std::erase_if(values, [](double value) { return !std::isfinite(value) || value <= 0; });
    if (values.empty()) return;
    std::sort(values.begin(), values.end());
    static constexpr std::array<const char*, 5> prefixes{"k", "M", "G", "T", "P"};
    for (const char* prefix : prefixes) {
        if (values.back() / m_factor < 999.5) break;
        m_factor *= 1000;
        m_prefix = QLatin1String(prefix);
    }
    const bool whole =
        std::all_of(values.begin(), values.end(), [](double value) { return value == std::round(value); });
    if (m_factor == 1 && whole) return;
    constexpr int kMost = 4;
    m_decimals = std::min(decimalsFor(values.front() / m_factor, 3), kMost);
    const auto lookAlike = [this](double a, double b) {
        return a != b && text(a, QLocale::c()) == text(b, QLocale::c());
    };
    while (m_decimals < kMost && std::adjacent_find(values.begin(), values.end(), lookAlike) != values.end())
        ++m_decimals;
}

QString ColumnUnit::text(double value, const QLocale& locale) const {
    if (!std::isfinite(value)) return dash();
    return plain(locale).toString(value / m_factor, 'f', m_decimals);
}

void trimZeros(QStringList& numbers, const QLocale& locale) {
    const QString point = locale.decimalPoint();
    const auto decimal = [&](const QString& number) { return number.contains(point); };
    if (std::none_of(numbers.begin(), numbers.end(), decimal)) return;
    const auto trimmable = [&](const QString& number) { return !decimal(number) || number.endsWith('0') || number.endsWith(point); };
    while (std::all_of(numbers.begin(), numbers.end(), trimmable) && std::any_of(numbers.begin(), numbers.end(), decimal))
        for (QString& number : numbers)
            if (decimal(number)) number.chop(number.endsWith(point) ? point.size() : 1);
}

QString percent(double fraction, int decimals, const QLocale& locale) {
    if (!std::isfinite(fraction)) return dash();
    return locale.toString(100 * fraction, 'f', decimals) + QStringLiteral(" %");
}

QString number(double value, const QLocale& locale) {
    if (!std::isfinite(value)) return dash();
    if (value == 0) return locale.toString(0);
    const double size = std::abs(value);
    if (size < 1e-3 || size >= 1e5) return plain(locale).toString(value, 'e', 2);
    return plain(locale).toString(value, 'f', decimalsFor(value, 3));
}

QString withError(double value, double error, const QLocale& locale) {
    if (!std::isfinite(value) || !std::isfinite(error) || error <= 0) return number(value, locale);
    // As many decimals as the error's second digit has; for the smallest errors both share one power of ten.
    const int decimals = decimalsFor(error, 2);
    if (decimals > 5)
        return number(value, locale) + QStringLiteral(" ± ") + plain(locale).toString(error, 'e', 1);
    return plain(locale).toString(value, 'f', decimals) + QStringLiteral(" ± ") +
           plain(locale).toString(error, 'f', decimals);
}

QString orDash(const std::optional<double>& value, const QLocale& locale) {
    return value ? number(*value, locale) : dash();
}

QString timeLeft(double seconds) {
    if (!(seconds >= 0)) return {};
    if (seconds < 90)
        return QCoreApplication::translate("text", "%1 s left").arg(std::lround(std::ceil(seconds)));
    if (seconds < 5400)
        return QCoreApplication::translate("text", "%1 min left").arg(std::lround(seconds / 60));
    return QCoreApplication::translate("text", "%1 h left").arg(QLocale().toString(seconds / 3600, 'f', 1));
}

} // namespace klas::ui
