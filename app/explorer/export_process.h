// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace klas::ui {

/// `klas-explorer --export ...` in a process of its own: drawing and writing would hold the window up. It goes away by itself
/// when it has told how it ended.
class ExportProcess : public QObject {
    Q_OBJECT
public:
    /// What follows "--export". KLAS_EXPLORER names another program than this one.
    ExportProcess(const QStringList& arguments, QObject* parent);
    /// It ends soon, with what it has begun taken away again.
    void cancel();

Q_SIGNALS:
    void told(const QString& line); ///< of its output
    void succeeded();
    void failed(const QString& sentence);

private:
    QProcess m_process;
};

} // namespace klas::ui
