// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/heatmap/heatmap_data.h"

#include <QWidget>
#include <vector>

class QLabel;
class QPushButton;

namespace klas::ui {

/// What is selected together on the heatmap, and what can be done with it; while nothing is, how to select.
class SelectionBar : public QWidget {
    Q_OBJECT
public:
    explicit SelectionBar(QWidget* parent = nullptr);

    void setStitches(const std::vector<Stitch>& stitches, const HeatmapData& data, const QString& pair);
    QString text() const;

Q_SIGNALS:
    void queueWanted();
    void clearWanted();

private:
    QLabel* m_text;
    QPushButton *m_queue, *m_clear;
};

} // namespace klas::ui
