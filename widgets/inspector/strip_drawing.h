// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/stitch.h"
#include "widgets/plot/theme.h"

#include <QWidget>

namespace klas::ui {

/// A stitched network as a strip: blocks of the source, the stitching layer, blocks of the target; those that do not run
/// are outlined only. The two anchors differ by colour and by the height of their blocks.
class StripDrawing : public QWidget {
    Q_OBJECT

public:
    explicit StripDrawing(QWidget* parent = nullptr);

    /// Depths are numbers of blocks; indices give the anchors' colours (anchorStyle).
    void setStitch(const Stitch& stitch, int sourceDepth, int targetDepth, int sourceIndex, int targetIndex);
    void clear();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Stitch m_stitch;
    int m_sourceDepth = 0, m_targetDepth = 0, m_sourceIndex = 0, m_targetIndex = 1;
};

} // namespace klas::ui
