// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/tradeoff_panel.h"

#include "widgets/bridge/quiet_focus.h"
#include "widgets/bridge/column_fit.h"
#include "widgets/bridge/split_box.h"
#include "widgets/bridge/tables.h"
#include "widgets/bridge/wrap_layout.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
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
    , m_table(rowTable(m_model, tr("Networks of the trade-off plot")))
    , m_fit(new ColumnFit(m_table, TradeoffModel::Network, {}))
    , m_shortlist(new ShortlistPanel)
    , m_tables(new QTabWidget)
    , m_split(new SplitBox)
    , m_axis(new QComboBox)
    , m_overlayButton(new QToolButton)
    , m_budget(new QLineEdit)
    , m_note(new QLabel) {
    addTables();
    const int gap = fontMetrics().xHeight();
    auto* top = new QWidget;
    auto* layout = new QVBoxLayout(top);
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap);
    layout->addWidget(controls());
    layout->addWidget(m_view, 1);
    layout->addWidget(m_note);
    m_note->setWordWrap(true);
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(top);
    splitter->addWidget(m_tables);
    splitter->setCollapsible(0, false);
    splitter->setSizes({5000, 1800});
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(splitter);

    for (QComboBox* box : {static_cast<QComboBox*>(m_split), m_axis})
        connect(box, &QComboBox::currentIndexChanged, this, &TradeoffPanel::ask);
    connect(&m_source, &TradeoffSource::answered, this, &TradeoffPanel::display);
    connect(&m_overlays, &OverlayChoice::changed, this, &TradeoffPanel::showOverlays);
    connect(m_overlayButton->menu(), &QMenu::aboutToShow, this, &TradeoffPanel::fillOverlayMenu);
    connect(m_budget, &QLineEdit::returnPressed, this, &TradeoffPanel::typeBudget);
    connect(m_budget, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (!text.isEmpty()) return;
        m_budgetProblem.clear();
        m_view->pinBudget({});
        writeNote(m_view->data());
    });
    connect(m_view, &TradeoffView::budgetPinned, this, [this] {
        m_budgetProblem.clear();
        writeNote(m_view->data());
        showBudget();
    });
    connect(m_view, &TradeoffView::configurationActivated, this, [this] {
        m_awaited.reset();
        select(m_view->marked());
        m_shortlist->choose(m_view->data().key(*m_view->marked()));
        activated(m_view->data().key(*m_view->marked()));
    });
    new QuietFocus(m_table);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& row) {
        if (!row.isValid()) return;
        const NetworkKey network = m_view->data().key(m_model->point(row.row()));
        m_view->markNetwork(network);
        m_shortlist->choose(network);
        activated(network);
    });
    connect(m_view, &TradeoffView::shortlistWanted, this, &TradeoffPanel::toggleShortlisted);
    connect(m_shortlist, &ShortlistPanel::removeWanted, this, &TradeoffPanel::toggleShortlisted);
    connect(m_shortlist, &ShortlistPanel::clearWanted, this, [this] {
        setShortlist({});
        Q_EMIT shortlistChanged({});
    });
    connect(m_shortlist, &ShortlistPanel::activated, this, [this](const NetworkKey& network) {
        m_view->markNetwork(network);
        select(m_view->marked());
        activated(network);
    });
    display(m_shown);
}

QWidget* TradeoffPanel::controls() {
    for (const CostAxis axis : {CostAxis::Flops, CostAxis::Params, CostAxis::Latency})
        m_axis->addItem(axisName(axis), int(axis));
    m_axis->setAccessibleName(tr("Cost along the plot"));
    m_axis->setToolTip(tr("What a network costs: FLOPs of one image, parameters, or the measured time of one image alone"));
    auto* controls = new QWidget;
    auto* row = new WrapLayout(controls);
    for (QComboBox* box : {static_cast<QComboBox*>(m_split), m_axis})
        box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    row->addWidget(m_split);
    row->addWidget(labelled(tr("over"), m_axis));
    m_overlayButton->setText(tr("O&verlays"));
    m_overlayButton->setToolTip(tr("Curves to lay beside the project's own: what others published, and the anchors as a cascade"));
    m_overlayButton->setPopupMode(QToolButton::InstantPopup);
    m_overlayButton->setFocusPolicy(Qt::StrongFocus);
    m_overlayButton->setMenu(new QMenu(m_overlayButton));
    m_overlayButton->menu()->setToolTipsVisible(true);
    row->addWidget(m_overlayButton);
    m_budget->setPlaceholderText(tr("Budget"));
    m_budget->setAccessibleName(tr("Budget"));
    m_budget->setToolTip(tr("The best network of every method under a budget: a cost such as 6.0 G, then Enter. In the plot, a click or B pins one, Shift "
                            "with left and right moves it, Escape removes it"));
    m_budget->setMinimumWidth(m_budget->sizeHint().height() + m_budget->fontMetrics().horizontalAdvance(QStringLiteral("000.0 MFLOPs  "))); // and what clears it
    m_budget->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    row->addWidget(m_budget);
    return controls;
}

void TradeoffPanel::typeBudget() {
    const QString text = m_budget->text().trimmed();
    const auto cost = parseCost(text, axis(), m_view->costUnit());
    m_budgetProblem = cost || text.isEmpty() ? QString() : tr("“%1” is no cost; one is written as %2.").arg(text, axis() == CostAxis::Latency ? tr("1.5 ms") : tr("6.0 G"));
    if (m_budgetProblem.isEmpty()) m_view->pinBudget(cost);
    writeNote(m_view->data());
    showBudget();
}

void TradeoffPanel::showBudget() {
    if (!m_budgetProblem.isEmpty()) return; // what was typed stays to be corrected
    const auto cost = m_view->pinnedBudget();
    m_budget->setText(cost ? costText(axis(), *cost) : QString());
    m_budget->setCursorPosition(0);
}

void TradeoffPanel::fillOverlayMenu() {
    QMenu* menu = m_overlayButton->menu();
    menu->clear();
    for (const OverlayChoice::Item& item : m_overlays.items()) {
        QAction* action = menu->addAction(QString(item.title).replace(QLatin1Char('&'), QStringLiteral("&&")));
        action->setCheckable(true);
        action->setChecked(item.on);
        action->setEnabled(item.why.isEmpty());
        action->setToolTip(item.why.isEmpty() ? item.what : item.why);
        connect(action, &QAction::triggered, this, [this, id = item.id](bool on) { m_overlays.setOn(id, on); });
    }
}

void TradeoffPanel::writeNote(const TradeoffData& data) {
    QStringList parts;
    if (const QString missing = data.empty() ? QString() : unmeasuredText(data); !missing.isEmpty()) parts << missing;
    if (const QString busy = m_overlays.busyText(); !busy.isEmpty()) parts << busy;
    if (!m_overlays.problem().isEmpty()) parts << m_overlays.problem();
    if (!m_budgetProblem.isEmpty()) parts << m_budgetProblem;
    m_note->setText(parts.join(QLatin1Char(' ')));
    m_note->setVisible(!parts.isEmpty());
}

CostAxis TradeoffPanel::axis() const { return CostAxis(m_axis->currentData().toInt()); }

QString TradeoffPanel::note() const { return m_note->text(); }

void TradeoffPanel::addTables() {
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* star = new QAction(tr("Add to or Remove From &Shortlist"), m_table);
    star->setShortcut(Qt::Key_S);
    star->setShortcutContext(Qt::WidgetShortcut);
    connect(star, &QAction::triggered, this, [this] {
        if (const QModelIndex at = m_table->currentIndex(); at.isValid()) toggleShortlisted(m_view->data().key(m_model->point(at.row())));
    });
    m_table->addAction(star);
    m_tables->setDocumentMode(true);
    m_tables->addTab(m_table, tr("Networks"));
    m_tables->addTab(m_shortlist, tr("Shortlist"));
}

void TradeoffPanel::setShortlist(std::vector<NetworkKey> networks) {
    m_view->setShortlist(networks);
    m_tables->setTabText(1, networks.empty() ? tr("Shortlist") : tr("Shortlist (%L1)").arg(networks.size()));
    m_shortlist->setNetworks(std::move(networks), *m_shown.all);
    if (m_view->marked()) m_shortlist->choose(m_view->data().key(*m_view->marked()));
}

void TradeoffPanel::toggleShortlisted(const NetworkKey& network) {
    std::vector<NetworkKey> networks = m_shortlist->networks();
    if (std::erase(networks, network) == 0) networks.push_back(network);
    setShortlist(networks);
    Q_EMIT shortlistChanged(networks);
}

void TradeoffPanel::setProject(const ProjectState& project) {
    const bool other = project.file != m_file;
    m_file = project.file;
    m_anchors = project.anchors.size();
    m_overlays.setProject(project);
    m_source.setProject(project);
    if (!other) return;
    m_awaited.reset();
    setShortlist(project.shortlist);
}

void TradeoffPanel::mark(const std::optional<Configuration>& configuration) {
    markNetwork(configuration ? std::optional(NetworkKey{{}, *configuration}) : std::nullopt);
}

void TradeoffPanel::markNetwork(const std::optional<NetworkKey>& network) {
    const bool drawn = network && m_view->data().find(*network);
    drawn ? m_view->markNetwork(*network) : m_view->mark(network ? std::optional(network->configuration) : std::nullopt);
    m_awaited = m_view->marked() ? std::nullopt : network;
    select(m_view->marked());
    m_shortlist->choose(m_view->marked() ? std::optional(m_view->data().key(*m_view->marked())) : network);
}

void TradeoffPanel::activated(const NetworkKey& network) {
    Q_EMIT networkActivated(network);
    Q_EMIT configurationActivated(network.configuration);
}

/// In the table.
void TradeoffPanel::select(const std::optional<PointRef>& point, bool scroll) {
    const QSignalBlocker quiet(m_table->selectionModel());
    m_table->selectionModel()->clear(); // also the current row: a click on it then says so again
    for (int row = 0; point && row < m_model->rowCount(); ++row)
        if (m_model->point(row) == *point) {
            m_table->selectRow(row);
            if (scroll) m_table->scrollTo(m_model->index(row, 0));
            break;
        }
    m_table->viewport()->update();
}

void TradeoffPanel::ask() {
    m_overlays.setView(m_split->split(), axis());
    m_source.setView(m_split->split(), axis());
}

void TradeoffPanel::display(const TradeoffAnswer& answer) {
    m_shown = answer;
    const TradeoffData& data = *m_shown.data;
    m_shown.data->overlays = m_overlays.curves(data);
    {
        const QSignalBlocker quiet(m_table->selectionModel());
        m_model->setData(m_shown.data);
    }
    fitTable();
    m_view->setEmptyText(m_file.empty()                        ? tr("Open a project to see what its networks cost and reach")
                         : m_anchors < 2                       ? tr("Add two anchors, then Analyse")
                         : data.empty() && data.unmeasured > 0 ? tr("No latency has been measured yet: klas evaluate --speed measures it")
                                                               : tr("Analyse the anchors to see them here; finetune a selection to fill the line between them"));
    m_shortlist->setData(*m_shown.all);
    m_view->setData(m_shown.data);
    const bool came = m_awaited && !m_view->marked();
    if (came) markNetwork(std::optional(m_awaited));
    select(m_view->marked(), came); // where it was shown already, whoever reads the table is left in peace
    writeNote(data);
    Q_EMIT refreshed();
}

/// What is least needed goes first where there is no room: costs that are not the plot's, then the run.
void TradeoffPanel::fitTable() {
    const TradeoffData& data = *m_shown.data;
    std::vector<int> droppable{TradeoffModel::Run, TradeoffModel::Flops, TradeoffModel::Params, TradeoffModel::Latency};
    std::erase(droppable, data.axis == CostAxis::Flops ? TradeoffModel::Flops : data.axis == CostAxis::Params ? TradeoffModel::Params : TradeoffModel::Latency);
    m_fit->setDroppable(std::move(droppable));
    m_fit->fit(data.hasLatencies ? std::set<int>() : std::set<int>{TradeoffModel::Latency});
}

void TradeoffPanel::showOverlays() {
    m_shown.data->overlays = m_overlays.curves(*m_shown.data);
    m_view->setData(m_shown.data);
    writeNote(*m_shown.data);
}

} // namespace klas::ui
