// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/screenshot_scenes.h"

#include "app/explorer/command_palette.h"
#include "app/explorer/main_window.h"
#include "app/explorer/preferences_dialog.h"
#include "app/explorer/shortcut_sheet.h"
#include "widgets/bridge/text.h"

#include <QDockWidget>
#include <QLineEdit>
#include <QMenuBar>
#include <QTabWidget>
#include <QTableView>
#include <algorithm>

namespace klas::ui {

namespace {

constexpr int kTradeoffView = 3; ///< of the presentation

/// A block of cells and the cursor on one of them.
void selectCells(MainWindow& window) {
    HeatmapView& heatmap = window.similarity().heatmap();
    std::vector<QPoint> cells;
    for (int i = 2; i <= 3; ++i)
        for (int j = 2; j <= 4; ++j)
            cells.emplace_back(j, i);
    heatmap.selectCells(std::move(cells));
    heatmap.setCurrentCell(3, 3);
}

/// With the other direction, or else another pair of the same shape.
void compare(MainWindow& window) {
    const ProjectState& project = window.work().session().state();
    PairView view = window.similarity().view();
    const ScoreMatrix *own = project.matrix(view.source, view.target, view.measure), *back = project.matrix(view.target, view.source, view.measure);
    if (back && back->complete) view.compare.kind = CompareWith::Kind::OtherDirection;
    for (const ScoreMatrix& m : project.matrices)
        if (own && view.compare.kind == CompareWith::Kind::Nothing && &m != own && m.complete && m.measure == view.measure && m.rows() == own->rows() && m.columns() == own->columns())
            view.compare = {CompareWith::Kind::Pair, m.source, m.target};
    window.similarity().showView(view);
}

/// The pair of which most is known: that of the last run's first stitch. The pair in view where nothing was finetuned.
std::optional<Stitch> showFinetuned(MainWindow& window) {
    const auto& evaluations = window.work().session().state().evaluations;
    for (auto e = evaluations.rbegin(); e != evaluations.rend(); ++e)
        if (const auto& stitch = e->configuration.stitch; stitch && !e->run.empty()) {
            window.similarity().showPair(qstr(stitch->source), qstr(stitch->target));
            return stitch;
        }
    const auto& chosen = window.similarity().selection().stitches;
    return chosen.empty() ? std::nullopt : std::optional(chosen.front().stitch);
}

void showCard(MainWindow& window) {
    if (const auto stitch = showFinetuned(window)) window.chosen().chooseNetwork(NetworkKey{{}, Configuration::of(*stitch)});
}

/// A budget between the anchors and the first published curve that fits.
void showBudget(MainWindow& window) {
    TradeoffView& view = window.tradeoff().view();
    if (const auto& range = view.data().range) view.pinBudget(0.35 * double(range->low) + 0.65 * double(range->high));
    for (const OverlayChoice::Item& item : window.tradeoff().overlays().items())
        if (item.why.isEmpty() && item.id.startsWith(QLatin1String("reference:"))) return window.tradeoff().overlays().setOn(item.id, true);
}

/// The first, the middle and the last network by cost.
void fillShortlist(MainWindow& window) {
    TradeoffPanel& tradeoff = window.tradeoff();
    const TradeoffData& data = tradeoff.view().data();
    std::vector<NetworkKey> networks;
    for (const size_t k : {size_t(0), data.byCost.size() / 2, data.byCost.size() - 1})
        if (k < data.byCost.size()) networks.push_back(data.key(data.byCost[k]));
    std::sort(networks.begin(), networks.end());
    networks.erase(std::unique(networks.begin(), networks.end()), networks.end());
    const auto& listed = tradeoff.shortlist().networks();
    for (const NetworkKey& network : networks)
        if (std::find(listed.begin(), listed.end(), network) == listed.end()) Q_EMIT tradeoff.view().shortlistWanted(network);
    tradeoff.tables().setCurrentIndex(1);
}

void showTrust(MainWindow& window) {
    showFinetuned(window);
    window.findChild<QDockWidget*>(QStringLiteral("trustDock"))->raise();
}

/// The last finetuning, else the last job.
void showQueue(MainWindow& window) {
    QueuePanel& queue = window.queue();
    int row = queue.model().rowCount() - 1;
    for (int r = 0; r < queue.model().rowCount(); ++r)
        if (queue.model().job(r).kind == JobKind::Finetune) row = r;
    if (row >= 0) queue.table().selectRow(row);
    queue.findChild<QTabWidget*>()->setCurrentIndex(1);
}

void present(MainWindow& window, int view) {
    window.presentation().setActive(true);
    window.setWindowState(Qt::WindowNoState); // a screen that is not there has no size to fill
    window.resize(1920, 1080);
    window.presentation().showView(view);
}

template <typename Dialog, typename... Arguments>
QWidget* opened(Arguments&&... arguments) {
    auto* dialog = new Dialog(std::forward<Arguments>(arguments)...);
    dialog->show();
    dialog->move(dialog->parentWidget()->geometry().center() - dialog->rect().center());
    return dialog;
}

QWidget* openPalette(MainWindow& window) {
    auto* palette = new CommandPalette(*window.menuBar(), &window);
    palette->show();
    palette->field().setText(QStringLiteral("ex"));
    return palette;
}

Scene plain(const char* name, std::function<void(MainWindow&)> arrange, Scene::Of of = Scene::Of::Project) {
    return {QLatin1String(name), of, [arrange = std::move(arrange)](MainWindow& window) -> QWidget* {
                if (arrange) arrange(window);
                return nullptr;
            }};
}

} // namespace

std::vector<Scene> allScenes() {
    using Of = Scene::Of;
    return {
        plain("window", {}),
        plain("narrow", [](MainWindow& window) { window.resize(1280, 800); }),
        plain("cells", selectCells),
        plain("comparison", compare),
        plain("all-pairs", [](MainWindow& window) { window.similarity().allPairs().action()->setChecked(true); }),
        plain("card", showCard),
        plain("trade-off", showBudget),
        plain("shortlist", fillShortlist),
        plain("trust", showTrust),
        plain("queue", showQueue),
        plain("presentation", [](MainWindow& window) { present(window, 1); }),
        plain("presentation-anchors", [](MainWindow& window) { present(window, 0); }),
        plain("presentation-card", [](MainWindow& window) {
            showCard(window);
            present(window, 2);
        }),
        plain("presentation-trust", [](MainWindow& window) {
            showFinetuned(window);
            present(window, 4);
        }),
        plain("presentation-cost", [](MainWindow& window) { present(window, 5); }),
        plain("presentation-queue", [](MainWindow& window) {
            showQueue(window);
            present(window, 6);
        }),
        plain("presentation-trade-off", [](MainWindow& window) { present(window, kTradeoffView); }),
        {"preferences", Of::Project, [](MainWindow& window) { return opened<PreferencesDialog>(&window); }},
        {"palette", Of::Project, openPalette},
        {"shortcuts", Of::Project, [](MainWindow& window) { return opened<ShortcutSheet>(*window.menuBar(), &window); }},
        plain("empty-window", {}, Of::NoProject),
        plain("empty-project", {}, Of::EmptyProject),
    };
}

} // namespace klas::ui
