// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

class QProcess;

namespace klas::ui {

/// Runs `klas` once with a command and takes what it prints. One call at a time: a newer one replaces it.
///
///     connect(&call, &KlasCall::answered, ...);
///     call.start({"data", "--json", "--", folder});
class KlasCall : public QObject {
    Q_OBJECT
public:
    enum class Failure {
        NotFound,   ///< there is no program klas
        NotStarted, ///< the system says why
        Refused,    ///< exit 1, klas says why
        Stopped     ///< it crashed, or ended in another way; its last words, which may be none
    };
    Q_ENUM(Failure)

    using QObject::QObject;
    ~KlasCall() override;

    void start(const QStringList& arguments);
    /// Ends the process; nothing is said of it any more.
    void forget();
    bool running() const { return m_process != nullptr; }

Q_SIGNALS:
    void answered(const QByteArray& output);
    void failed(klas::ui::KlasCall::Failure how, const QString& why);

private:
    void finished(QProcess* process);

    QProcess* m_process = nullptr;
};

} // namespace klas::ui
