// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/data_preview.h"

#include "widgets/bridge/text.h"

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
    connect(&m_call, &KlasCall::answered, this, &DataPreview::answer);
    connect(&m_call, &KlasCall::failed, this, &DataPreview::fail);
}

void DataPreview::ask(const DataSpec& data) {
    forget();
    m_data = data;
    m_soon.start();
}

void DataPreview::forget() {
    m_soon.stop();
    m_call.forget();
}

void DataPreview::look() {
    const auto count = [](long images) { return QString::number(images); };
    m_call.start({QStringLiteral("data"), QStringLiteral("--json"), QStringLiteral("--train-images"),
                  count(m_data.trainImages), QStringLiteral("--validation-images"),
                  count(m_data.validationImages), QStringLiteral("--test-images"), count(m_data.testImages),
                  QStringLiteral("--seed"), QString::number(m_data.seed), QStringLiteral("--"),
                  qstr(m_data.path)});
}

void DataPreview::answer(const QByteArray& output) {
    try {
        Q_EMIT found(summaryFrom(parseJson(output.toStdString(), "What klas says of the images")));
    } catch (const Error& e) {
        Q_EMIT unknown(QString::fromUtf8(e.what()));
    }
}

void DataPreview::fail(KlasCall::Failure how, const QString& why) {
    switch (how) {
    case KlasCall::Failure::NotFound:
        Q_EMIT unknown(
            tr("The images are looked at when they are analysed: the program klas was not found."));
        break;
    case KlasCall::Failure::NotStarted:
        Q_EMIT unknown(tr("The images could not be looked at: %1.").arg(why));
        break;
    case KlasCall::Failure::Refused:
        Q_EMIT refused(why);
        break;
    case KlasCall::Failure::Stopped:
        Q_EMIT unknown(tr("The images could not be looked at: klas stopped. %1").arg(why));
        break;
    }
}

} // namespace klas::ui
