// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

namespace klas::ui {

/// Ticks exactly where we say, each major one with our label.
class ListTicker : public QCPAxisTicker {
public:
    void clear() {
        m_ticks.clear();
        m_labels.clear();
        m_subTicks.clear();
    }
    void addTick(double position, const QString& label) {
        m_ticks.append(position);
        m_labels.append(label);
    }
    void addSubTick(double position) { m_subTicks.append(position); }

    void generate(const QCPRange&, const QLocale&, QChar, int, QVector<double>& ticks,
                  QVector<double>* subTicks, QVector<QString>* labels) override {
        ticks = m_ticks;
        if (subTicks) *subTicks = m_subTicks;
        if (labels) *labels = m_labels;
    }

private:
    QVector<double> m_ticks, m_subTicks;
    QVector<QString> m_labels;
};

} // namespace klas::ui
