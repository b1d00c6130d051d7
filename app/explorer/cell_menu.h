// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/stitch.h"

#include <QKeySequence>
#include <QObject>
#include <QPointer>
#include <functional>
#include <vector>

class QAction;
class QMenu;

namespace klas::ui {

class ProjectSession;
class SimilarityPanel;

/// What can be done with a cell of the heatmap: by right click, Menu key or Shift+F10 a menu at the cell, by Ctrl+C its
/// stitch on the clipboard.
///
/// Where the cell is one of several that are selected together, the entries are about all of them.
class CellMenu : public QObject {
    Q_OBJECT
public:
    /// Follows the panel's heatmap as long as the panel lives.
    CellMenu(SimilarityPanel& panel, const ProjectSession& session);

Q_SIGNALS:
    void previewWanted(const klas::Stitch& stitch);
    void queueWanted(const std::vector<klas::Stitch>& stitches);
    void exportWanted(const std::vector<klas::Stitch>& stitches);

private:
    QAction* add(QMenu& menu, const QString& text, const QString& tip, bool possible, const std::function<void()>& run, const QKeySequence& keys = {});
    void open(const QPoint& globalPosition);
    void addViews(QMenu& menu, QPoint cell, bool stitched);
    std::vector<Stitch> stitchesAt(QPoint cell) const;
    void copyImage() const;
    void selectBucket(QPoint cell) const;
    void showOtherDirection(QPoint cell) const;

    SimilarityPanel& m_panel;
    const ProjectSession& m_session;
    QPointer<QMenu> m_menu;
};

} // namespace klas::ui
