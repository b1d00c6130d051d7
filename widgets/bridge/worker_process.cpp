// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/worker_process.h"

#include "core/base/error.h"
#include "core/base/memory.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>
#include <spdlog/spdlog.h>

namespace klas::ui {

namespace {
constexpr int kLogLines = 5;
constexpr int kLogLineBytes = 2000;
constexpr qint64 kReadBytes = 1 << 20;
} // namespace

QString findWorker() {
    const QString wanted = qEnvironmentVariable("KLAS_WORKER");
    if (!wanted.isEmpty()) return wanted;
    const QDir here(QCoreApplication::applicationDirPath());
    for (const char* place : {"klas", "../cli/klas", "../../app/cli/klas"}) {
        const QFileInfo candidate(here.filePath(QLatin1String(place)));
        if (candidate.isFile() && candidate.isExecutable()) return candidate.canonicalFilePath();
    }
    return QStandardPaths::findExecutable(QStringLiteral("klas"));
}

WorkerProcess::WorkerProcess(QObject* parent)
    : QObject(parent)
    , m_process(this)
    , m_helloTimer(this)
    , m_killTimer(this)
    , m_memoryTimer(this) {
    m_memoryTimer.setInterval(2000);
    connect(&m_memoryTimer, &QTimer::timeout, this, [this] {
        if (const qint64 bytes = residentBytes(m_process.processId())) Q_EMIT memoryKnown(bytes);
    });
    m_helloTimer.setSingleShot(true);
    m_killTimer.setSingleShot(true);
    connect(&m_helloTimer, &QTimer::timeout, this,
            [this] { distrust(tr("The worker did not say hello within %1 s.").arg(helloMs / 1000.0)); });
    connect(&m_killTimer, &QTimer::timeout, &m_process, &QProcess::kill);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &WorkerProcess::readOutput);
    connect(&m_process, &QProcess::readyReadStandardError, this, &WorkerProcess::readLog);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            finish(tr("The worker %1 could not be started: %2.")
                       .arg(m_process.program(), m_process.errorString()));
    });
    connect(&m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        readOutput();
        readLog();
        finish(status == QProcess::CrashExit ? tr("The worker was killed or crashed (signal %1).").arg(code)
                                             : tr("The worker ended with exit code %1.").arg(code));
    });
}

WorkerProcess::~WorkerProcess() {
    m_process.disconnect(this);
    if (m_process.state() == QProcess::NotRunning) return;
    m_process.write(QByteArray::fromStdString(protocol::line(protocol::ToWorker(protocol::Quit{}))) + '\n');
    m_process.closeWriteChannel(); // end of stdin means quit
    if (m_process.waitForFinished(300)) return;
    m_process.terminate();
    if (m_process.waitForFinished(leaveMs)) return;
    m_process.kill();
    m_process.waitForFinished(1000);
}

void WorkerProcess::send(const protocol::ToWorker& message) {
    const QByteArray line = QByteArray::fromStdString(protocol::line(message)) + '\n';
    if (m_state == WorkerState::Ready && !m_leaving) {
        m_process.write(line);
        return;
    }
    m_waiting.append(line);
    if (m_state == WorkerState::Stopped) start();
}

void WorkerProcess::start() {
    m_line.clear();
    m_logLine.clear();
    m_log.clear();
    m_why.clear();
    m_asked = false;
    const QString program = findWorker();
    setState(WorkerState::Starting);
    if (program.isEmpty()) {
        finish(tr("The worker program klas was not found. Install it beside klas-explorer, or set "
                  "KLAS_WORKER to it."));
        return;
    }
    m_helloTimer.start(helloMs);
    m_process.start(program, m_options + QStringList{QStringLiteral("worker")});
}

void WorkerProcess::stop() {
    if (m_process.state() == QProcess::NotRunning) return;
    m_asked = true;
    m_process.terminate();
    m_killTimer.start(leaveMs);
}

void WorkerProcess::setOptions(const QStringList& options) {
    if (std::exchange(m_options, options) == options || m_process.state() == QProcess::NotRunning) return;
    m_leaving = true;
    m_process.write(QByteArray::fromStdString(protocol::line(protocol::ToWorker(protocol::Quit{}))) + '\n');
    m_killTimer.start(leaveMs);
}

void WorkerProcess::readOutput() {
    m_process.setReadChannel(QProcess::StandardOutput);
    while (m_why.isEmpty()) {
        const QByteArray piece = m_process.readLine(kReadBytes);
        if (piece.isEmpty()) return;
        if (static_cast<size_t>(m_line.size() + piece.size()) > protocol::kMaxLine + 1) {
            distrust(tr("The worker sent a line of more than %1 MB.").arg(protocol::kMaxLine >> 20));
            return;
        }
        m_line += piece;
        if (!m_line.endsWith('\n')) continue;
        m_line.chop(1);
        handleLine(std::exchange(m_line, {}));
    }
}

void WorkerProcess::handleLine(const QByteArray& line) {
    protocol::FromWorker message;
    try {
        message = protocol::parseFromWorker({line.constData(), static_cast<size_t>(line.size())});
    } catch (const std::exception& e) {
        distrust(
            tr("The worker sent something that is not its protocol: %1").arg(QString::fromUtf8(e.what())));
        return;
    }
    if (const auto* hello = std::get_if<protocol::Hello>(&message)) {
        if (hello->protocol != protocol::kVersion) {
            distrust(tr("The worker speaks protocol %1, this window speaks %2. Install both from the same "
                        "version.")
                         .arg(hello->protocol)
                         .arg(protocol::kVersion));
            return;
        }
        m_helloTimer.stop();
        setState(WorkerState::Ready);
        m_memoryTimer.start();
        Q_EMIT greeted(QString::fromStdString(hello->device), QString::fromStdString(hello->version));
        if (m_leaving) return; // what waits is for the next one
        for (const QByteArray& waiting : std::exchange(m_waiting, {}))
            m_process.write(waiting);
    } else if (m_state != WorkerState::Ready) {
        distrust(tr("The worker spoke before it said hello."));
    } else {
        Q_EMIT received(message);
    }
}

void WorkerProcess::readLog() {
    m_process.setReadChannel(QProcess::StandardError);
    while (m_process.bytesAvailable() > 0) {
        m_logLine += m_process.readLine(kLogLineBytes);
        if (!m_logLine.endsWith('\n') && m_logLine.size() < kLogLineBytes) continue;
        const QString line = QString::fromUtf8(std::exchange(m_logLine, {})).trimmed();
        if (line.isEmpty()) continue;
        spdlog::debug("worker: {}", line.toStdString());
        // What a healthy worker remarks says nothing about its end.
        static const QRegularExpression routine(
            QStringLiteral("^\\d\\d:\\d\\d:\\d\\d (trace|debug|info|warning) "));
        if (routine.match(line).hasMatch()) continue;
        m_log.append(line);
        if (m_log.size() > kLogLines) m_log.removeFirst();
    }
}

void WorkerProcess::distrust(const QString& why) {
    if (!m_why.isEmpty()) return;
    m_why = why;
    m_process.kill();
}

QString WorkerProcess::lastWords() const {
    QStringList log = m_log;
    const QString rest = QString::fromUtf8(m_logLine).trimmed();
    if (!rest.isEmpty()) log.append(rest);
    return log.isEmpty() ? QString() : tr(" Its last words: %1").arg(log.join(QStringLiteral(" · ")));
}

void WorkerProcess::finish(const QString& exit) {
    if (m_state == WorkerState::Stopped) return;
    m_helloTimer.stop();
    m_killTimer.stop();
    m_memoryTimer.stop();
    if (std::exchange(m_leaving, false)) {
        setState(WorkerState::Stopped);
        if (!m_waiting.isEmpty()) start();
        return;
    }
    m_waiting.clear();
    setState(WorkerState::Stopped);
    const bool asked = std::exchange(m_asked, false);
    Q_EMIT ended((m_why.isEmpty() ? exit : m_why) + lastWords(), asked);
}

void WorkerProcess::setState(WorkerState state) {
    if (m_state == state) return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

} // namespace klas::ui
