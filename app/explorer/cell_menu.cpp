// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/cell_menu.h"

#include "app/explorer/commands_queue.h"
#include "app/explorer/similarity_panel.h"
#include "app/explorer/stitch_copy.h"
#include "widgets/bridge/text.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <algorithm>

namespace klas::ui {

CellMenu::CellMenu(SimilarityPanel& panel, const ProjectSession& session)
    : QObject(&panel)
    , m_panel(panel)
    , m_session(session) {
    connect(&panel.heatmap(), &HeatmapView::menuWanted, this, &CellMenu::open);
    connect(&panel.heatmap(), &HeatmapView::copyWanted, this, [this] { copyStitches(stitchesAt(m_panel.heatmap().currentCell()), m_session.state()); });
}

/// The stitch of a cell, or all that are selected where it is one of them; none where there is no stitch.
std::vector<Stitch> CellMenu::stitchesAt(QPoint cell) const {
    const HeatmapView& heatmap = m_panel.heatmap();
    const auto& selected = heatmap.selectedCells();
    if (std::find(selected.begin(), selected.end(), cell) != selected.end()) return m_panel.selectedStitches();
    if (!heatmap.isStitch(cell)) return {};
    return {{m_panel.view().source, cell.y(), m_panel.view().target, cell.x()}};
}

/// The keys are shown, not listened to: an action with the same ones is in the menu bar, or the heatmap takes them.
QAction* CellMenu::add(QMenu& menu, const QString& text, const QString& tip, bool possible, const std::function<void()>& run, const QKeySequence& keys) {
    QAction* action = menu.addAction(text);
    action->setToolTip(tip);
    action->setEnabled(possible);
    action->setShortcut(keys);
    action->setShortcutVisibleInContextMenu(true);
    connect(action, &QAction::triggered, this, run);
    return action;
}

void CellMenu::open(const QPoint& globalPosition) {
    if (m_menu && m_menu->isVisible()) return; // some platforms tell of the Menu key twice
    const QPoint cell = m_panel.heatmap().currentCell();
    const std::vector<Stitch> stitches = stitchesAt(cell);
    const bool any = !stitches.empty(), many = stitches.size() > 1;
    const ProjectState& state = m_session.state();

    m_menu = new QMenu(&m_panel.heatmap());
    m_menu->setAttribute(Qt::WA_DeleteOnClose);
    m_menu->setObjectName(QStringLiteral("cellMenu"));
    m_menu->setToolTipsVisible(true);
    const QString none = cell.isNull() ? tr("There is no cell under the cursor") : tr("There is no stitch in this cell");
    const QString locked = tr("The project is open for reading only");
    const auto tip = [&](const QString& what) { return !any ? none : m_session.writable() ? what : locked; };
    const Stitch one = any && m_panel.heatmap().isStitch(cell) ? Stitch{m_panel.view().source, cell.y(), m_panel.view().target, cell.x()} : Stitch{};
    add(*m_menu, tr("&Preview"), tip(tr("Measure the stitch of this cell right after least squares")), any && m_session.writable() && state.data.has_value(),
        [this, one] { Q_EMIT previewWanted(one); }, PreviewCell::keys());
    add(*m_menu, many ? tr("&Queue Finetuning of %L1 Stitches…").arg(stitches.size()) : tr("&Queue Finetuning…"),
        tip(many ? tr("Finetune the selected stitches together") : tr("Finetune the stitch of this cell")), any && m_session.writable(),
        [this, stitches] { Q_EMIT queueWanted(stitches); }, Qt::CTRL | Qt::Key_Return);
    add(*m_menu, many ? tr("E&xport %L1 Networks…").arg(stitches.size()) : tr("E&xport Network…"),
        tip(tr("Write the stitched network as configuration, weights or TorchScript")),
        any && m_session.writable() && state.data.has_value(),
        [this, stitches] { Q_EMIT exportWanted(stitches); });
    m_menu->addSeparator();
    addCopyActions(*m_menu, stitches, state, none);
    m_menu->addSeparator();
    addViews(*m_menu, cell, any);
    m_menu->popup(globalPosition);
}

void CellMenu::addViews(QMenu& menu, QPoint cell, bool stitched) {
    const HeatmapView& heatmap = m_panel.heatmap();
    const PairView& view = m_panel.view();
    const bool shown = m_session.isOpen() && heatmap.data().rows > 0;
    const bool inBucket = stitched && !bucketOf(m_session.state(), view, {view.source, cell.y(), view.target, cell.x()}).empty();
    add(menu, tr("Select This &Bucket"), inBucket ? tr("All stitches of its FLOPs bucket") : tr("Methods with buckets leave this cell out"), inBucket,
        [this, cell] { selectBucket(cell); });
    add(menu, tr("Show &Other Direction"), tr("%1 → %2, with the cursor on the same two blocks").arg(qstr(view.target), qstr(view.source)),
        shown && view.source != view.target, [this, cell] { showOtherDirection(cell); });
    menu.addSeparator();
    add(menu, tr("Copy &Image"), tr("The heatmap with its legend, at twice its size and in light colours"), shown && heatmap.data().scores.has_value(),
        [this] { copyImage(); });
}

void CellMenu::copyImage() const {
    ExportFormat format;
    format.kind = ExportFormat::Kind::Png;
    format.scale = 2;
    format.size = m_panel.heatmap().size().expandedTo({360, 300});
    QGuiApplication::clipboard()->setImage(m_panel.heatmap().image(format));
}

void CellMenu::selectBucket(QPoint cell) const {
    const PairView& view = m_panel.view();
    std::vector<QPoint> cells;
    for (const Stitch& stitch : bucketOf(m_session.state(), view, {view.source, cell.y(), view.target, cell.x()}))
        cells.emplace_back(stitch.j, stitch.i);
    m_panel.heatmap().selectCells(std::move(cells));
}

/// Block i of the source and block j of the target meet in row j, column i of the other matrix.
void CellMenu::showOtherDirection(QPoint cell) const {
    const PairView view = m_panel.view();
    m_panel.showPair(qstr(view.target), qstr(view.source));
    m_panel.heatmap().setCurrentCell(cell.x(), cell.y());
}

} // namespace klas::ui
