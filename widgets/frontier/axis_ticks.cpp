// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/axis_ticks.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

namespace klas::ui {

AxisTicks axisTicks(double low, double high, int most, bool prefixed) {
    AxisTicks axis;
    if (!(high > low)) return axis;
    const double rough = (high - low) / std::max(2, most), power = std::pow(10, std::floor(std::log10(rough)));
    double step = power;
    for (const double factor : {2.0, 5.0, 10.0})
        if (step < rough) step = factor * power;
    if (prefixed)
        for (const char* prefix : {"k", "M", "G", "T", "P"}) {
            if (high / axis.unit < 1000) break;
            axis.unit *= 1000;
            axis.prefix = QLatin1String(prefix);
        }
    const int decimals = std::clamp(int(-std::floor(std::log10(step / axis.unit) + 1e-9)), 0, 6);
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    for (long k = std::lround(std::ceil(low / step)); double(k) * step <= high; ++k)
        axis.ticks.emplace_back(double(k) * step, k == 0 ? QStringLiteral("0") : locale.toString(double(k) * step / axis.unit, 'f', decimals));
    return axis;
}

} // namespace klas::ui
