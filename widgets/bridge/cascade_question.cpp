// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/cascade_question.h"

#include "core/base/json.h"

namespace klas::ui {

static std::vector<CascadePoint> pointsFrom(const QByteArray& text) {
    const std::string what = "What klas says of the cascade";
    std::vector<CascadePoint> points;
    for (const Json& p : requiredField<Json>(parseJson(text.toStdString(), what), "points", what))
        points.push_back({requiredField<double>(p, "threshold", what), requiredField<double>(p, "average_flops", what),
                          requiredField<double>(p, "worst_flops", what), requiredField<double>(p, "top1", what)});
    return points;
}

CascadeQuestion::CascadeQuestion(QObject* parent)
    : QObject(parent) {
    connect(&m_call, &KlasCall::answered, this, &CascadeQuestion::answer);
    connect(&m_call, &KlasCall::failed, this, [this](KlasCall::Failure how, const QString& why) {
        Q_EMIT refused(how == KlasCall::Failure::NotFound     ? tr("The cascade was not computed: the program klas was not found.")
                       : how == KlasCall::Failure::NotStarted ? tr("The cascade was not computed: %1.").arg(why)
                                                              : tr("The cascade was not computed. %1").arg(why));
    });
}

void CascadeQuestion::ask(const QString& project, const QString& source, const QString& target, const QString& split) {
    m_call.start({QStringLiteral("cascade"), project, QStringLiteral("--pair"), source + QLatin1Char(':') + target, QStringLiteral("--split"), split,
                  QStringLiteral("--points"), QStringLiteral("100"), QStringLiteral("--json")});
}

void CascadeQuestion::answer(const QByteArray& output) {
    try {
        Q_EMIT found(pointsFrom(output));
    } catch (const Error& e) {
        Q_EMIT refused(QString::fromUtf8(e.what()));
    }
}

} // namespace klas::ui
