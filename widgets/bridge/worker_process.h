// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/message.h"

#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTimer>

namespace klas::ui {

enum class WorkerState { Stopped, Starting, Ready };

/// The program of the worker: $KLAS_WORKER, else `klas` beside this program, in ../cli (the build tree) or on
/// PATH. Empty when there is none.
QString findWorker();

/// One `klas worker` and its pipes: starts it when something is to be sent, reads JSON lines, and says in one
/// sentence how it ended.
///
/// Parsing happens in the thread the object lives in, which is never the window's (JobRunner sees to that). A
/// line that is no message, a foreign protocol version or a line above protocol::kMaxLine ends the process:
/// what follows on such a pipe cannot be trusted.
class WorkerProcess : public QObject {
    Q_OBJECT
public:
    explicit WorkerProcess(QObject* parent = nullptr);
    ~WorkerProcess() override;

    /// How long a worker may take to greet and to leave; tests shorten them.
    int helloMs = 60000;
    int leaveMs = 2000;

public Q_SLOTS:
    /// Sends one line, after the greeting; starts the worker if none runs.
    void send(const klas::protocol::ToWorker& message);
    /// Asks the process to leave (SIGTERM), and kills it `leaveMs` later.
    void stop();
    /// What comes before "worker" from now on. A process that runs idle leaves without a word; the next line starts another.
    void setOptions(const QStringList& options);

Q_SIGNALS:
    void stateChanged(klas::ui::WorkerState state);
    void greeted(const QString& device, const QString& version);
    /// Resident memory of the process, every two seconds; where the system tells.
    void memoryKnown(qint64 bytes);
    void received(const klas::protocol::FromWorker& message);
    /// The process is gone; `why` is a sentence with its exit code and its last log lines, `asked` is true
    /// after stop().
    void ended(const QString& why, bool asked);

private:
    void start();
    void readOutput();
    void readLog();
    void handleLine(const QByteArray& line);
    void distrust(const QString& why);
    void finish(const QString& exit);
    void setState(WorkerState state);
    QString lastWords() const;

    QProcess m_process;
    QTimer m_helloTimer, m_killTimer, m_memoryTimer;
    QStringList m_options;
    WorkerState m_state = WorkerState::Stopped;
    QByteArray m_line, m_logLine; ///< what has come of the current line
    QList<QByteArray> m_waiting;  ///< lines to send after the greeting
    QStringList m_log;            ///< the last lines of stderr
    QString m_why;                ///< set when we end the process ourselves
    bool m_asked = false;
    bool m_leaving = false;       ///< for other options
};

} // namespace klas::ui

Q_DECLARE_METATYPE(klas::ui::WorkerState)
Q_DECLARE_METATYPE(klas::protocol::FromWorker)
Q_DECLARE_METATYPE(klas::protocol::ToWorker)
