// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/tradeoff_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace klas::ui {

TradeoffPanel::TradeoffPanel(QWidget* parent)
    : QWidget(parent)
    , m_view(new TradeoffView)
    , m_model(new TradeoffModel(this))
    , m_table(new QTableView)
    , m_shortlist(new ShortlistPanel)
    , m_split(new QComboBox)
    , m_axis(new QComboBox)
    , m_show(new QToolButton)
    , m_budget(new QToolButton)
    , m_showMenu(new QMenu(this))
    , m_note(new QLabel)
    , m_splitter(new QSplitter(Qt::Vertical))
    , m_tabs(new QTabWidget) {
    setUpTable();
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_table, tr("Networks"));
    m_tabs->addTab(m_shortlist, tr("Shortlist"));
    m_splitter->addWidget(plotSide());
    m_splitter->addWidget(m_tabs);
    m_splitter->setCollapsible(0, false);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({8000, 2600});
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_splitter);

    for (QComboBox* box : {m_split, m_axis})
        connect(box, &QComboBox::activated, this, &TradeoffPanel::refresh);
    connect(&m_refreshes, &Coalescer::due, this, &TradeoffPanel::refresh);
    connect(&m_overlays, &OverlayChoice::changed, this, &TradeoffPanel::refresh);
    connect(m_showMenu, &QMenu::aboutToShow, this, &TradeoffPanel::showMenu);
    connect(m_budget, &QToolButton::toggled, m_view, &TradeoffView::setCrossHair);
    connect(m_view, &TradeoffView::crossHairChanged, m_budget, &QToolButton::setChecked);
    connect(m_view, &TradeoffView::shortlistWanted, this, &TradeoffPanel::toggleShortlisted);
    connect(&m_shortlist->model(), &ShortlistModel::changed, this, &TradeoffPanel::refreshShortlist);
    connect(m_shortlist, &ShortlistPanel::exported, this, &TradeoffPanel::exported);
    connect(m_shortlist, &ShortlistPanel::failed, this, &TradeoffPanel::problem);
    connect(m_view, &TradeoffView::configurationActivated, this, [this](const Configuration& c) {
        mark(c);
        Q_EMIT configurationActivated(c);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& row) {
        if (!row.isValid()) return;
        const Configuration c = m_model->configuration(row.row());
        m_view->mark(c);
        Q_EMIT configurationActivated(c);
    });
    refresh();
}

QWidget* TradeoffPanel::controls() {
    m_split->addItem(tr("Test images"), QStringLiteral("test"));
    m_split->addItem(tr("Validation images"), QStringLiteral("validation"));
    m_split->setAccessibleName(tr("Images that networks are measured on"));
    m_split->setToolTip(tr("Top-1 on these images. Selections are made on validation images; curves are reported on test images"));
    for (const CostAxis axis : {CostAxis::Flops, CostAxis::Params, CostAxis::Latency})
        m_axis->addItem(axisName(axis), int(axis));
    m_axis->setAccessibleName(tr("Cost along the plot"));
    m_axis->setToolTip(tr("What networks cost: FLOPs of one image, parameters, or the measured time of one image alone"));
    for (QComboBox* box : {m_split, m_axis}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(7);
    }
    m_show->setText(tr("S&how"));
    m_show->setToolTip(tr("Methods and overlays of the plot"));
    m_show->setPopupMode(QToolButton::InstantPopup);
    m_show->setMenu(m_showMenu);
    m_showMenu->setToolTipsVisible(true);
    m_budget->setText(tr("B&udget"));
    m_budget->setCheckable(true);
    m_budget->setToolTip(tr("Cross-hair: the best network of every method under a budget (B). Move with the mouse or with left and right, pin with a "
                            "click or Enter, remove with Escape"));
    for (QToolButton* button : {m_show, m_budget})
        button->setFocusPolicy(Qt::StrongFocus);
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(fontMetrics().xHeight());
    row->addWidget(m_split, 3);
    row->addWidget(m_axis, 2);
    row->addWidget(m_show);
    row->addWidget(m_budget);
    return bar;
}

QWidget* TradeoffPanel::plotSide() {
    const int gap = fontMetrics().xHeight();
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    auto* side = new QWidget;
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap);
    layout->addWidget(controls());
    layout->addWidget(m_view, 1);
    layout->addWidget(m_note);
    return side;
}

void TradeoffPanel::setUpTable() {
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Networks of the trade-off plot"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setResizeContentsPrecision(50); // of thousands of rows the first ones do
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* add = new QAction(tr("Add to or Remove From &Shortlist"), m_table);
    add->setShortcut(Qt::Key_S);
    add->setShortcutContext(Qt::WidgetShortcut);
    connect(add, &QAction::triggered, this, [this] {
        if (const QModelIndex at = m_table->currentIndex(); at.isValid()) toggleShortlisted(m_view->data().key(m_model->point(at.row())));
    });
    m_table->addAction(add);
}

TradeoffQuery TradeoffPanel::query() const {
    return {m_split->currentData().toString().toStdString(), CostAxis(m_axis->currentData().toInt()), m_hidden};
}

void TradeoffPanel::setAxis(CostAxis axis) {
    m_axis->setCurrentIndex(m_axis->findData(int(axis)));
    refresh();
}

void TradeoffPanel::setProject(const ProjectState& project) {
    const bool other = project.file != m_project.file;
    m_project = project;
    if (other) {
        m_hidden.clear();
        m_shortlist->model().clear();
    }
    if (other || m_refreshes.rested())
        refresh();
    else
        m_refreshes.request();
}

void TradeoffPanel::mark(const std::optional<Configuration>& configuration) {
    m_view->mark(configuration);
    const QSignalBlocker quiet(m_table->selectionModel());
    m_table->clearSelection();
    const auto marked = m_view->marked();
    for (int row = 0; marked && row < m_model->rowCount(); ++row)
        if (m_model->point(row) == *marked) {
            m_table->selectRow(row);
            m_table->scrollTo(m_model->index(row, 0));
            break;
        }
    m_table->viewport()->update();
}

void TradeoffPanel::refresh() {
    m_refreshes.done();
    const TradeoffQuery wanted = query();
    TradeoffData data = tradeoffOf(m_project, wanted);
    m_all = m_hidden.empty() && wanted.axis == CostAxis::Flops ? data : tradeoffOf(m_project, wanted.split);
    m_overlays.setProject(m_project, wanted);
    data.overlays = m_overlays.curves(data);
    refreshTable(data);
    const bool unmeasured = data.empty() && data.unmeasured > 0;
    m_view->setEmptyText(!m_project.isOpen()            ? tr("Open a project to see what its networks cost and reach")
                         : m_project.anchors.size() < 2 ? tr("Add two anchors, then Analyse")
                         : unmeasured                   ? tr("No network's latency has been measured: klas evaluate --speed does")
                                                        : tr("Analyse the anchors to see them here; finetune a selection to fill the line between them"));
    m_view->setData(std::move(data));
    m_shortlist->model().setData(m_all);
    refreshShortlist();
    m_note->setText(note());
    m_note->setVisible(!m_note->text().isEmpty());
}

void TradeoffPanel::refreshTable(const TradeoffData& data) {
    const QSignalBlocker quiet(m_table->selectionModel());
    m_model->setData(data);
    for (const auto column : {TradeoffModel::Flops, TradeoffModel::Params, TradeoffModel::Latency})
        m_table->setColumnHidden(column, m_model->redundant(column));
}

void TradeoffPanel::refreshShortlist() {
    std::vector<PointRef> points;
    for (const NetworkKey& network : m_shortlist->model().networks())
        points.push_back(m_view->data().find(network).value_or(PointRef{SIZE_MAX, 0}));
    m_view->setShortlist(std::move(points));
    const int count = m_shortlist->model().columnCount();
    m_tabs->setTabText(1, count > 0 ? tr("Shortlist (%L1)").arg(count) : tr("Shortlist"));
}

void TradeoffPanel::toggleShortlisted(const NetworkKey& network) {
    if (!m_shortlist->model().toggle(network))
        Q_EMIT problem(tr("The shortlist compares at most %L1 networks: take one off first.").arg(ShortlistModel::kMost));
    else if (m_shortlist->model().columnCount() >= 2)
        m_tabs->setCurrentIndex(1);
}

/// What the plot leaves out or waits for.
QString TradeoffPanel::note() const {
    QStringList parts;
    const TradeoffData& data = m_view->data();
    if (!m_overlays.problem().isEmpty()) parts << m_overlays.problem();
    if (const QString busy = m_overlays.busyText(); !busy.isEmpty()) parts << busy + QStringLiteral("…");
    if (data.unmeasured > 0 && !data.empty()) parts << tr("%L1 networks without measured %2 are left out").arg(data.unmeasured).arg(axisName(data.axis).toLower());
    if (m_view->below() > 0) parts << tr("%L1 networks lie below the axis").arg(m_view->below());
    if (!m_hidden.empty()) parts << tr("%L1 methods are hidden").arg(m_hidden.size());
    return parts.join(QStringLiteral(" · "));
}

QMenu* TradeoffPanel::showMenu() {
    m_showMenu->clear();
    m_showMenu->addSection(tr("Methods"));
    std::set<std::string> seen;
    for (const TradeoffSeries& s : m_all.series) {
        if (s.run.empty() || !seen.insert(s.method).second) continue;
        QAction* action = m_showMenu->addAction(QString(s.style.title).replace(QLatin1Char('&'), QStringLiteral("&&")));
        action->setCheckable(true);
        action->setChecked(!m_hidden.contains(s.method));
        connect(action, &QAction::toggled, this, [this, method = s.method](bool on) {
            on ? void(m_hidden.erase(method)) : void(m_hidden.insert(method));
            refresh();
        });
    }
    if (seen.empty()) m_showMenu->addAction(tr("None yet: finetune a selection"))->setEnabled(false);
    m_showMenu->addSection(tr("Overlays"));
    for (const OverlayChoice::Item& item : m_overlays.items()) {
        QAction* action = m_showMenu->addAction(QString(item.title).replace(QLatin1Char('&'), QStringLiteral("&&")));
        action->setCheckable(true);
        action->setChecked(item.on);
        action->setEnabled(item.why.isEmpty());
        action->setToolTip(!item.why.isEmpty() ? item.why
                           : item.id == u"cascade" ? tr("Runs both anchors on all images in another process; nothing is trained")
                                                   : tr("Published by others on their own data: where it does not fit these axes it is scaled, and says so"));
        connect(action, &QAction::toggled, this, [this, id = item.id](bool on) { m_overlays.setOn(id, on); });
    }
    return m_showMenu;
}

QByteArray TradeoffPanel::layoutState() const {
    return m_splitter->saveState();
}

void TradeoffPanel::setLayoutState(const QByteArray& state) {
    if (!state.isEmpty()) m_splitter->restoreState(state);
}

} // namespace klas::ui
