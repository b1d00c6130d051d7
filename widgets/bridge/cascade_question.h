// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/cascade.h"
#include "widgets/bridge/klas_call.h"

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

    void ask(const QString& project, const QString& source, const QString& target, const QString& split);
    /// Drops the question that is open.
    void forget() { m_call.forget(); }
    bool busy() const { return m_call.running(); }

Q_SIGNALS:
    void found(const std::vector<klas::CascadePoint>& points);
    void refused(const QString& sentence);

private:
    void answer(const QByteArray& output);

    KlasCall m_call;
};

} // namespace klas::ui
