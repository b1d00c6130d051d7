// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/selection_bar.h"

#include "widgets/bridge/text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <algorithm>
#include <limits>

namespace klas::ui {

SelectionBar::SelectionBar(QWidget* parent)
    : QWidget(parent)
    , m_text(new QLabel) {
    auto* queue = new QPushButton(tr("&Queue Finetuning…"));
    queue->setToolTip(tr("Finetune the selected stitches together (Ctrl+Enter)"));
    auto* clear = new QPushButton(tr("C&lear"));
    clear->setToolTip(tr("Select nothing (Esc)"));
    connect(queue, &QPushButton::clicked, this, &SelectionBar::queueWanted);
    connect(clear, &QPushButton::clicked, this, &SelectionBar::clearWanted);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(fontMetrics().xHeight());
    row->addWidget(m_text, 1);
    row->addWidget(queue);
    row->addWidget(clear);
    setVisible(false);
}

QString SelectionBar::text() const { return m_text->text(); }

void SelectionBar::setStitches(const std::vector<Stitch>& stitches, const HeatmapData& data) {
    std::int64_t low = std::numeric_limits<std::int64_t>::max(), high = 0;
    if (data.stitches)
        for (const CostedStitch& s : *data.stitches)
            if (std::find(stitches.begin(), stitches.end(), s.stitch) != stitches.end()) {
                low = std::min(low, s.cost.flops);
                high = std::max(high, s.cost.flops);
            }
    QString text = stitches.size() == 1 ? tr("1 stitch selected") : tr("%L1 stitches selected").arg(stitches.size());
    if (low < high)
        text += tr(", %1 to %2FLOPs").arg(shortNumber(double(low)), shortNumber(double(high)));
    else if (low == high)
        text += tr(", %1FLOPs").arg(shortNumber(double(low)));
    m_text->setText(text);
    setVisible(!stitches.empty());
}

} // namespace klas::ui
