// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/outlook_text.h"

#include "core/analysis/buckets.h"
#include "widgets/bridge/text.h"

#include <QCoreApplication>
#include <algorithm>

namespace klas::ui {

namespace {

QString tr(const char* text, int number = -1) {
    return QCoreApplication::translate("outlook", text, nullptr, number);
}

QString about(double seconds) {
    if (seconds < 60) return tr("about %L1 s").arg(std::max(1, int(seconds + 0.5)));
    if (seconds < 3600) return tr("about %L1 min").arg(int(seconds / 60 + 0.5));
    return tr("about %L1 h").arg(seconds / 3600, 0, 'f', 1);
}

} // namespace

std::optional<double> trainingRate(const std::vector<FinetuneRun>& runs) {
    const auto last = std::find_if(runs.rbegin(), runs.rend(), [](const FinetuneRun& r) { return r.seconds > 0 && r.flops > 0; });
    if (last == runs.rend()) return std::nullopt;
    return last->flops / last->seconds;
}

QString outlookText(const SelectionOutlook& outlook, const FinetuneRecipe& recipe, std::optional<double> rate) {
    QStringList parts;
    if (outlook.buckets > 0) {
        QString buckets = outlook.buckets == 1 ? tr("1 bucket") : tr("%L1 buckets").arg(outlook.buckets);
        if (!outlook.emptyBuckets.empty()) buckets += tr(", %1 empty").arg(qstr(listText(outlook.emptyBuckets)));
        parts << buckets;
    }
    const double flops = outlook.trainingFlops * double(recipe.steps) * double(recipe.batch);
    QString training = tr("finetuning jointly, %L1 steps of %L2 images: %3FLOPs").arg(recipe.steps).arg(recipe.batch).arg(shortNumber(flops));
    if (rate) training += QStringLiteral(", ") + about(flops / *rate);
    parts << training;
    if (outlook.area && outlook.anchorsArea)
        parts << tr("expected area %1, anchors alone %2").arg(QLocale().toString(*outlook.area, 'f', 3), QLocale().toString(*outlook.anchorsArea, 'f', 3));
    return parts.join(QStringLiteral(" · "));
}

std::optional<ExpectedFront> expectedFront(const SelectionOutlook& outlook, const QString& method) {
    if (outlook.expected.empty()) return std::nullopt;
    ExpectedFront front{tr("expected of %1").arg(method), outlook.anchors};
    for (const auto& e : outlook.expected)
        front.networks.emplace_back(e.cost, e.top1);
    return front;
}

} // namespace klas::ui
