// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/data_preview.h"

#include "widgets/bridge/last_sentence.h"
#include "widgets/bridge/text.h"
#include "widgets/bridge/worker_process.h"

#include <QProcess>
#include <utility>

namespace klas::ui {

static DataSummary summaryFrom(const Json& json) {
    const std::string what = "What klas says of the images";
    const Json images = requiredField<Json>(json, "images", what);
    return {dataSpecFromJson(requiredField<Json>(json, "data", what), what),
            requiredField<int>(json, "classes", what),
            requiredField<int>(json, "channels", what),
            requiredField<int>(json, "image_size", what),
            requiredField<long>(images, "train", what),
            requiredField<long>(images, "validation", what),
            requiredField<long>(images, "test", what)};
}

DataPreview::DataPreview(QObject* parent)
    : QObject(parent) {
    m_soon.setSingleShot(true);
    m_soon.setInterval(300);
    connect(&m_soon, &QTimer::timeout, this, &DataPreview::look);
}

DataPreview::~DataPreview() {
    forget();
}

void DataPreview::ask(const DataSpec& data) {
    forget();
    m_data = data;
    m_soon.start();
}

void DataPreview::forget() {
    m_soon.stop();
    QProcess* process = std::exchange(m_process, nullptr);
    if (!process) return;
    process->disconnect(this);
    process->kill();
    process->deleteLater();
}

void DataPreview::look() {
    const QString program = findWorker();
    if (program.isEmpty()) {
        Q_EMIT unknown(
            tr("The images are looked at when they are analysed: the program klas was not found."));
        return;
    }
    auto* process = m_process = new QProcess(this);
    process->setStandardInputFile(QProcess::nullDevice());
    connect(process, &QProcess::finished, this, [this, process] { finished(process); });
    connect(process, &QProcess::errorOccurred, this, [this, process](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart) return; // finished() comes too
        const QString why = process->errorString();
        forget();
        Q_EMIT unknown(tr("The images could not be looked at: %1.").arg(why));
    });
    const auto count = [](long images) { return QString::number(images); };
    process->start(program,
                   {QStringLiteral("data"), QStringLiteral("--json"), QStringLiteral("--train-images"),
                    count(m_data.trainImages), QStringLiteral("--validation-images"),
                    count(m_data.validationImages), QStringLiteral("--test-images"), count(m_data.testImages),
                    QStringLiteral("--seed"), QString::number(m_data.seed), QStringLiteral("--"),
                    qstr(m_data.path)});
}

void DataPreview::finished(QProcess* process) {
    m_process = nullptr;
    process->deleteLater();
    if (process->exitStatus() != QProcess::NormalExit || process->exitCode() != 0) {
        const std::string why = lastSentence(process->readAllStandardError());
        if (process->exitStatus() == QProcess::NormalExit && process->exitCode() == 1 && !why.empty())
            Q_EMIT refused(qstr(why));
        else
            Q_EMIT unknown(tr("The images could not be looked at: klas stopped. %1").arg(qstr(why)));
        return;
    }
    try {
        Q_EMIT found(summaryFrom(
            parseJson(process->readAllStandardOutput().toStdString(), "What klas says of the images")));
    } catch (const Error& e) {
        Q_EMIT unknown(QString::fromUtf8(e.what()));
    }
}

} // namespace klas::ui
