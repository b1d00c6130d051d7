// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/cascade.h"

#include <QObject>
#include <QString>

class QProcess;

namespace klas::ui {

/// Asks `klas cascade` what two anchors of a project reach one after the other: another process runs both on all images of a
/// split, which takes seconds to minutes. One question at a time; a newer one replaces it.
///
///     connect(&cascade, &CascadeQuestion::found, ...);
///     cascade.ask(file, "tiny", "base", "test");
class CascadeQuestion : public QObject {
    Q_OBJECT
public:
    explicit CascadeQuestion(QObject* parent = nullptr);
    ~CascadeQuestion() override;

    void ask(const QString& project, const QString& source, const QString& target, const QString& split);
    /// Drops the question that is open.
    void forget();
    bool busy() const { return m_process != nullptr; }

Q_SIGNALS:
    void found(const std::vector<klas::CascadePoint>& points);
    void refused(const QString& sentence);

private:
    void finished(QProcess* process);

    QProcess* m_process = nullptr;
};

} // namespace klas::ui
