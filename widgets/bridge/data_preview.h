// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/data_spec.h"
#include "widgets/bridge/klas_call.h"

#include <QTimer>

namespace klas::ui {

/// What a folder of images holds and how it would be split.
struct DataSummary {
    DataSpec data; ///< as it was understood
    int classes = 0, channels = 0, imageSize = 0;
    long train = 0, validation = 0, test = 0; ///< images
};

/// Asks `klas data` what a folder holds; nothing waits for it, and only the newest question is answered.
///
///     connect(&preview, &DataPreview::found, ...);
///     preview.ask(data);                           // soon: a person may still be typing
class DataPreview : public QObject {
    Q_OBJECT
public:
    explicit DataPreview(QObject* parent = nullptr);

    void ask(const DataSpec& data);
    /// Drops the question that is open.
    void forget();

Q_SIGNALS:
    void found(const klas::ui::DataSummary& summary);
    /// The images cannot be used as asked; why.
    void refused(const QString& sentence);
    /// Nobody could look.
    void unknown(const QString& sentence);

private:
    void look();
    void answer(const QByteArray& output);
    void fail(KlasCall::Failure how, const QString& why);

    DataSpec m_data;
    QTimer m_soon;
    KlasCall m_call;
};

} // namespace klas::ui
