// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

/// Every number a person reads, with the digits it deserves and by the locale of the window.
namespace klas::ui {

/// Three significant digits with an SI prefix: "1.26 G", "5.72 M", "642".
QString shortNumber(double value, const QLocale& locale = {});
/// One SI prefix and one number of decimals for a whole column, so that its points line up: three significant
/// digits for the smallest value and enough to tell different values apart, at most four decimals.
///
///     const ColumnUnit unit({61'600, 3'690'000});
///     unit.prefix();                               // "M": the header says "MFLOPs"
///     unit.text(61'600);                           // "0.0616"
class ColumnUnit {
public:
    ColumnUnit() = default;
    explicit ColumnUnit(std::vector<double> values);

    const QString& prefix() const { return m_prefix; }
    QString text(double value, const QLocale& locale = {}) const;

private:
    QString m_prefix;
    double m_factor = 1;
    int m_decimals = 0;
};

/// Takes away zeros at the end of decimals that all numbers of an axis share: "0", "0.5", "1.0" of "0", "0.500", "1.000".
void trimZeros(QStringList& numbers, const QLocale& locale = {});
/// A fraction 0..1 as "81.4 %".
QString percent(double fraction, int decimals = 1, const QLocale& locale = {});
/// Three significant digits, scientific where that is shorter: "0.142", "3.5", "2.38e-4"; "–" for NaN.
QString number(double value, const QLocale& locale = {});
/// The value with as many decimals as the first digit of its error deserves: "0.142 ± 0.006".
/// Without an error (NaN or 0) the same as number().
QString withError(double value, double error, const QLocale& locale = {});
QString orDash(const std::optional<double>& value, const QLocale& locale = {});
/// "12 s left", "2 min left"; empty while unknown (negative).
QString timeLeft(double seconds);
/// A standard string as QString; both are UTF-8.
inline QString qstr(const std::string& text) {
    return QString::fromStdString(text);
}

} // namespace klas::ui
