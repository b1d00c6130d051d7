// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/cost_axis.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <cmath>

namespace klas::ui {

static QString tr(const char* text) {
    return QCoreApplication::translate("frontier", text);
}

/// Of nanoseconds with an SI prefix.
static QString timeUnit(const QString& prefix) {
    return prefix == u"k" ? QStringLiteral("µs") : prefix == u"M" ? QStringLiteral("ms") : prefix == u"G" ? QStringLiteral("s") : QStringLiteral("ns");
}

std::string axisId(CostAxis axis) {
    return axis == CostAxis::Flops ? "flops" : axis == CostAxis::Params ? "params" : "latency";
}

std::optional<CostAxis> axisFromId(const std::string& id) {
    for (const CostAxis axis : {CostAxis::Flops, CostAxis::Params, CostAxis::Latency})
        if (axisId(axis) == id) return axis;
    return std::nullopt;
}

QString axisName(CostAxis axis) {
    return axis == CostAxis::Flops ? tr("FLOPs") : axis == CostAxis::Params ? tr("Parameters") : tr("Latency");
}

QString costText(CostAxis axis, double cost) {
    if (axis == CostAxis::Flops) return tr("%1FLOPs").arg(shortNumber(cost));
    if (axis == CostAxis::Params) return tr("%1 parameters").arg(shortNumber(cost));
    const QString text = shortNumber(cost);
    const int space = int(text.indexOf(QLatin1Char(' ')));
    return space < 0 ? text + QStringLiteral(" ns") : text.left(space + 1) + timeUnit(text.mid(space + 1));
}

std::optional<double> parseCost(const QString& text, CostAxis axis, double unit) {
    static const QRegularExpression form(QStringLiteral("^\\s*([0-9.,]+)\\s*(.*?)\\s*$"));
    const auto match = form.match(text);
    if (!match.hasMatch()) return std::nullopt;
    bool ok = false;
    double value = QLocale().toDouble(match.captured(1), &ok);
    if (!ok) value = QLocale::c().toDouble(match.captured(1), &ok);
    QString suffix = match.captured(2).toLower();
    std::optional<double> factor;
    if (axis == CostAxis::Latency) {
        for (const auto& [name, ns] : {std::pair("ns", 1.0), {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}})
            if (suffix == QString::fromUtf8(name)) factor = ns;
    } else {
        for (const char* words : {"flops", "flop", "parameters"})
            if (suffix.endsWith(QLatin1String(words))) suffix = suffix.chopped(qsizetype(qstrlen(words))).trimmed();
        for (const auto& [name, times] : {std::pair("k", 1e3), {"m", 1e6}, {"g", 1e9}, {"t", 1e12}})
            if (suffix == QLatin1String(name)) factor = times;
    }
    if (suffix.isEmpty()) factor = suffix.size() == match.captured(2).size() ? unit : 1;
    if (!ok || !factor || !(value > 0)) return std::nullopt;
    return value * *factor;
}

QString costHeader(CostAxis axis, const QString& prefix) {
    if (axis == CostAxis::Flops) return tr("%1FLOPs").arg(prefix);
    if (axis == CostAxis::Latency) return tr("Latency (%1)").arg(timeUnit(prefix));
    return prefix.isEmpty() ? tr("Params") : tr("Params (%1)").arg(prefix); // the whole word is in the header's tooltip
}

QString axisTitle(CostAxis axis, const QString& prefix) {
    if (axis == CostAxis::Flops) return tr("%1FLOPs of one image").arg(prefix);
    if (axis == CostAxis::Latency) return tr("latency of one image, %1").arg(timeUnit(prefix));
    return prefix.isEmpty() ? tr("parameters") : tr("parameters, %1").arg(prefix);
}

std::optional<std::int64_t> nanoseconds(const std::optional<double>& seconds) {
    if (!seconds || !std::isfinite(*seconds) || *seconds <= 0) return std::nullopt;
    return std::llround(*seconds * 1e9);
}

} // namespace klas::ui
