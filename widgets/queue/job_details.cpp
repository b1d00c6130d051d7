// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/queue/job_details.h"

#include "core/records/finetune_recipe.h"
#include "core/records/finetune_run.h"
#include "widgets/bridge/text.h"
#include "widgets/queue/jobs_model.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFontDatabase>
#include <QScrollBar>

namespace klas::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("queue", text);
}

QDateTime timeOf(const std::string& text) {
    return QDateTime::fromString(qstr(text), Qt::ISODate);
}

QString local(const std::string& text) {
    const QDateTime time = timeOf(text);
    return time.isValid() ? QLocale().toString(time.toLocalTime(), QLocale::ShortFormat) : QString();
}

QString duration(const Job& job) {
    const QDateTime from = timeOf(job.started), to = timeOf(job.finished);
    if (!from.isValid() || !to.isValid()) return {};
    const qint64 s = from.secsTo(to);
    if (s < 60) return tr("%L1 s").arg(s);
    if (s < 3600) return tr("%L1 min %2 s").arg(s / 60).arg(s % 60);
    return tr("%L1 h %2 min").arg(s / 3600).arg(s / 60 % 60);
}

QString stitchesText(const Json& request) {
    QStringList texts;
    for (const StitchTask& task : stitchTasksFromJson(request, "The job")) {
        if (texts.size() == 12) {
            texts << QStringLiteral("…");
            break;
        }
        texts << qstr(text(task.stitch));
    }
    return texts.join(QStringLiteral(", "));
}

/// "steps 500, seed 3": what differs from the usual recipe.
QString recipeText(const Json& recipe) {
    const Json usual = toJson(FinetuneRecipe{}), mine = toJson(finetuneRecipeFromJson(recipe, "The job"));
    QStringList parts;
    for (const auto& [name, value] : mine.items())
        if (!usual.contains(name) || usual[name] != value)
            parts << QStringLiteral("%1 %2").arg(qstr(name), qstr(value.is_string() ? value.get<std::string>() : value.dump()));
    return parts.isEmpty() ? tr("as usual") : parts.join(QStringLiteral(", "));
}

} // namespace

std::vector<std::pair<QString, QString>> factsOf(const Job& job) {
    std::vector<std::pair<QString, QString>> facts;
    const auto add = [&](const QString& name, const QString& value) {
        if (!value.isEmpty()) facts.emplace_back(name, value);
    };
    add(tr("Job"), QStringLiteral("%1, %2").arg(job.id).arg(qstr(job.title.empty() ? text(job.kind) : job.title)));
    add(tr("State"), stateText(job.state));
    add(job.state == JobState::Done ? tr("Note") : tr("Why"), qstr(job.message));
    add(tr("Queued"), local(job.created));
    add(tr("Started"), local(job.started));
    add(tr("Took"), duration(job));
    add(tr("Device"), qstr(job.device));
    if (job.attempts > 1) add(tr("Attempts"), QLocale().toString(job.attempts));
    if (job.priority != 0) add(tr("Priority"), QLocale().toString(job.priority));
    const Json& request = job.request;
    if (!request.is_object()) return facts;
    const auto string = [&](const char* name) { return request.contains(name) && request[name].is_string() ? qstr(request[name].get<std::string>()) : QString(); };
    add(tr("Run"), string("run"));
    add(tr("Selection"), string("selection"));
    add(tr("Split"), string("split"));
    add(tr("Files"), string("out"));
    try { // a request of an older program is shown as far as it is understood
        if (request.contains("stitches")) add(tr("Stitches"), stitchesText(request["stitches"]));
        if (request.contains("recipe")) add(tr("Recipe"), recipeText(request["recipe"]));
    } catch (const std::exception& e) {
        add(tr("Request"), qstr(e.what()));
    }
    return facts;
}

JobDetails::JobDetails(QWidget* parent)
    : QPlainTextEdit(parent) {
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setTabChangesFocus(true);
    setAccessibleName(tr("Details and log of the chosen job"));
}

void JobDetails::show(const Job& job, const std::vector<QString>& log) {
    const auto facts = factsOf(job);
    qsizetype width = 0;
    for (const auto& fact : facts)
        width = std::max(width, fact.first.size());
    QStringList lines;
    for (const auto& [name, value] : facts)
        lines << name.leftJustified(width + 2) + value;
    if (!log.empty()) lines << QString();
    lines.append(QStringList(log.begin(), log.end()));
    const QString text = lines.join(QLatin1Char('\n'));
    if (text == toPlainText()) return;
    const bool atEnd = verticalScrollBar()->value() == verticalScrollBar()->maximum();
    setPlainText(text);
    if (atEnd && !log.empty()) verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void JobDetails::setSizeOf(const QFont& font) {
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (font.pixelSize() > 0) fixed.setPixelSize(font.pixelSize());
    setFont(fixed);
}

void JobDetails::clear(const QString& emptyText) {
    setPlainText({});
    setPlaceholderText(emptyText);
}

} // namespace klas::ui
