// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/selection_bar.h"

#include "widgets/bridge/text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace klas::ui {

SelectionBar::SelectionBar(QWidget* parent)
    : QWidget(parent)
    , m_text(new QLabel)
    , m_queue(new QPushButton(tr("Queue Finetuning…")))
    , m_clear(new QPushButton(tr("Clear"))) {
    m_queue->setToolTip(tr("Finetune the selected stitches together (Ctrl+Enter)"));
    m_clear->setToolTip(tr("Select nothing (Esc)"));
    connect(m_queue, &QPushButton::clicked, this, &SelectionBar::queueWanted);
    connect(m_clear, &QPushButton::clicked, this, &SelectionBar::clearWanted);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // the whole sentence is the tooltip
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(fontMetrics().xHeight());
    row->addWidget(m_text, 1);
    row->addWidget(m_queue);
    row->addWidget(m_clear);
    setMinimumHeight(m_queue->sizeHint().height()); // the heatmap must not move under a drag
    setStitches({}, {}, {});
}

QString SelectionBar::text() const { return m_text->text(); }

void SelectionBar::setStitches(const std::vector<Stitch>& stitches, const HeatmapData& data, const QString& pair) {
    std::set<std::pair<int, int>> chosen; // of one pair
    for (const Stitch& s : stitches)
        chosen.emplace(s.i, s.j);
    std::int64_t low = std::numeric_limits<std::int64_t>::max(), high = 0;
    if (data.stitches)
        for (const CostedStitch& s : *data.stitches)
            if (chosen.count({s.stitch.i, s.stitch.j})) {
                low = std::min(low, s.cost.flops);
                high = std::max(high, s.cost.flops);
            }
    QString text = stitches.empty() ? data.stitches && !data.stitches->empty() ? tr("Drag over cells to select several stitches.") : QString()
                   : stitches.size() == 1 ? tr("1 stitch of %1").arg(pair) : tr("%L1 stitches of %2").arg(stitches.size()).arg(pair);
    if (low < high)
        text += tr(", %1 to %2FLOPs").arg(shortNumber(double(low)), shortNumber(double(high)));
    else if (low == high)
        text += tr(", %1FLOPs").arg(shortNumber(double(low)));
    m_text->setText(text);
    m_text->setToolTip(text);
    m_text->setEnabled(!stitches.empty()); // a hint is quieter
    m_queue->setVisible(!stitches.empty());
    m_clear->setVisible(!stitches.empty());
}

} // namespace klas::ui
