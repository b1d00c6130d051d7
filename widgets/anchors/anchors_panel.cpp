// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/anchors/anchors_panel.h"

#include "widgets/bridge/buttons.h"
#include "widgets/bridge/tables.h"
#include "widgets/bridge/text.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QStyle>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace klas::ui {

namespace {

QLabel* paragraph() {
    auto* label = new QLabel;
    label->setWordWrap(true);
    return label;
}

QVBoxLayout* columnOf(QWidget* widget, int margin) {
    auto* layout = new QVBoxLayout(widget);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(widget->fontMetrics().xHeight());
    return layout;
}

} // namespace

AnchorsPanel::AnchorsPanel(const AnchorsPanelActions& actions, QWidget* parent)
    : QWidget(parent)
    , m_anchors(this)
    , m_distances(this)
    , m_pages(new QStackedWidget) {
    m_pages->addWidget(emptyPage(actions));
    m_pages->addWidget(listPage(actions));
    columnOf(this, 0)->addWidget(m_pages);
    setProject({});
}

QWidget* AnchorsPanel::emptyPage(const AnchorsPanelActions& actions) {
    auto* page = new QWidget;
    const int gap = 2 * fontMetrics().xHeight();
    QVBoxLayout* layout = columnOf(page, gap);
    layout->setSpacing(gap);
    m_emptyText = paragraph();
    m_emptyText->setAlignment(Qt::AlignCenter);
    layout->addStretch(1);
    layout->addWidget(m_emptyText);
    m_projectButtons = new QWidget;
    QVBoxLayout* buttons = columnOf(m_projectButtons, 0);
    for (QAction* action : {actions.openDemo, actions.newProject, actions.openProject})
        buttons->addWidget(buttonFor(action));
    layout->addWidget(m_projectButtons, 0, Qt::AlignCenter);
    layout->addWidget(m_addButton = buttonFor(actions.addAnchor), 0, Qt::AlignCenter);
    layout->addStretch(2);
    return page;
}

QWidget* AnchorsPanel::listPage(const AnchorsPanelActions& actions) {
    auto* page = new QWidget;
    const int gap = fontMetrics().xHeight();
    m_columns = new QBoxLayout(QBoxLayout::TopToBottom, page);
    m_columns->setContentsMargins(gap, gap, gap, gap);
    m_columns->setSpacing(2 * gap);
    m_probes = new ProbesPanel;
    m_data = paragraph();
    auto *first = new QWidget, *second = new QWidget, *buttons = new QWidget;
    QVBoxLayout* layout = columnOf(first, 0);
    QPushButton* add = buttonFor(actions.addAnchor);
    layout->addWidget(anchorList());
    layout->addWidget(add, 0, Qt::AlignLeft);
    layout->addSpacing(gap);
    layout->addWidget(distanceTable());
    layout->addStretch(1);
    layout = columnOf(second, 0);
    layout->addWidget(m_probes, 1);
    layout = columnOf(buttons, 0);
    m_controls = {add, buttons};
    m_columns->addWidget(first);
    m_columns->addWidget(second, 1);
    // One place for the button that starts and the one that stops.
    QPushButton *analyse = buttonFor(actions.analyse), *cancel = buttonFor(actions.cancel);
    analyse->setDefault(true);
    layout->addWidget(analyse);
    layout->addWidget(cancel);
    const auto swap = [analyse, cancel, action = actions.cancel] {
        const bool focused = analyse->hasFocus() || cancel->hasFocus();
        analyse->setHidden(action->isEnabled());
        cancel->setVisible(action->isEnabled());
        if (focused) (action->isEnabled() ? cancel : analyse)->setFocus();
    };
    connect(actions.cancel, &QAction::changed, this, swap);
    swap();
    auto* scrolled = new QScrollArea; // on a low screen nothing lies over anything
    scrolled->setFrameShape(QFrame::NoFrame);
    scrolled->setWidgetResizable(true);
    scrolled->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scrolled->setFocusPolicy(Qt::NoFocus);
    scrolled->setWidget(page);
    auto *whole = new QWidget, *foot = new QWidget; // what is to be done next is never scrolled away
    layout = columnOf(foot, gap);
    layout->addWidget(m_data);
    layout->addWidget(buttons);
    layout = columnOf(whole, 0);
    layout->setSpacing(0);
    layout->addWidget(scrolled, 1);
    layout->addWidget(foot);
    return whole;
}

QWidget* AnchorsPanel::anchorList() {
    m_list = plainTable(&m_anchors, tr("Anchors"));
    m_list->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_list->verticalHeader()->hide();
    m_list->horizontalHeader()->setSectionResizeMode(AnchorsModel::ColumnCount - 1, QHeaderView::Stretch); // and shrinks again
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &AnchorsPanel::showProbes);

    auto* remove = new QAction(tr("&Remove Anchor"), m_list);
    remove->setShortcut(QKeySequence::Delete);
    remove->setShortcutContext(Qt::WidgetShortcut);
    m_list->addAction(remove);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(remove, &QAction::triggered, this, [this] {
        const QString name = m_anchors.name(m_list->currentIndex().row());
        if (!name.isEmpty()) Q_EMIT removeWanted(name);
    });
    return m_list;
}

QWidget* AnchorsPanel::distanceTable() {
    auto* box = new QWidget;
    QVBoxLayout* layout = columnOf(box, 0);
    m_table = plainTable(&m_distances, tr("KL between the anchors' own heads"));
    const auto activate = [this](const QModelIndex& index) {
        const auto [source, target] = m_distances.pairAt(index);
        if (!source.isEmpty()) Q_EMIT pairActivated(source, target);
    };
    connect(m_table, &QTableView::clicked, this, activate);
    connect(m_table, &QTableView::activated, this, activate);

    m_tableTitle = paragraph();
    m_tableTitle->setToolTip(
        tr("Row P, column Q: mean KL(P ‖ Q) of their softmax outputs. ★ marks the closest pair.\n"
           "Click a cell to show that pair."));
    m_recommendation = paragraph();
    m_recommendation->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    connect(m_recommendation, &QLabel::linkActivated, this, [this] {
        const auto [source, target] = m_distances.recommended();
        Q_EMIT pairActivated(source, target);
    });
    layout->addWidget(m_tableTitle);
    layout->addWidget(m_table);
    layout->addWidget(m_recommendation);
    return box;
}

void AnchorsPanel::setProject(const ProjectState& state) {
    const QString kept = m_anchors.name(m_list->currentIndex().row());
    m_reports = state.probes;
    m_anchors.setProject(state);
    int current = 0;
    for (int row = 0; row < m_anchors.rowCount(); ++row)
        if (m_anchors.name(row) == kept) current = row;
    m_list->selectRow(current);
    m_distances.setDistances(state.distances, order());

    m_pages->setCurrentIndex(state.anchors.empty() ? 0 : 1);
    m_emptyText->setText(state.isOpen()
                             ? tr("This project has no anchors yet. Add two, then Analyse.")
                             : tr("Open the demo, or create a project and add two anchors to it."));
    m_projectButtons->setHidden(state.isOpen());
    m_addButton->setVisible(state.isOpen());

    const bool measured = m_distances.rowCount() > 0;
    m_tableTitle->setText(measured ? tr("KL between the anchors' own heads, nats")
                          : m_anchors.rowCount() < 2
                              ? tr("Add another anchor, then Analyse.")
                              : tr("How far apart the anchors are appears here when they are analysed."));
    m_table->setVisible(measured);
    showRecommendation();
    m_data->setText(state.data ? tr("Data: %1, %L2 validation images, seed %3")
                                     .arg(qstr(state.data->name))
                                     .arg(state.data->validationImages)
                                     .arg(state.data->seed)
                               : tr("Data: none chosen"));
    m_data->setToolTip(state.data ? qstr(state.data->path) : QString());
    showProbes();
    fitToContents();
}

void AnchorsPanel::showRecommendation() {
    const auto [source, target] = m_distances.recommended();
    m_recommendation->setVisible(!source.isEmpty());
    const ShortNames names(order());
    m_recommendation->clear(); // the same words are read again: a link has the colour that it had then
    if (source.isEmpty()) return;
    m_recommendation->setText(tr("★ Closest pair: <a href='show'>%1 → %2</a>")
                                  .arg(names(source.toStdString()).toHtmlEscaped(), names(target.toStdString()).toHtmlEscaped()));
    m_recommendation->setToolTip(tr("Show %1 → %2").arg(source, target));
}

/// A talk has larger type and other colours.
void AnchorsPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) showRecommendation();
    if (event->type() != QEvent::FontChange) return;
    showProbes();
    fitToContents();
}

void AnchorsPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    placeColumns();
}

void AnchorsPanel::placeColumns() {
    const bool wide = width() > m_bothColumns;
    m_columns->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_columns->setStretch(0, wide ? 1 : 0);
}

/// No column is cut, up to a width that leaves the heatmap most of the window.
void AnchorsPanel::fitToContents() {
    const int character = fontMetrics().averageCharWidth(), gap = fontMetrics().xHeight();
    fitHeight(m_list); // first: whether a table scrolls decides its width
    fitHeight(m_table);
    const int first = std::max(fullWidth(m_list), fullWidth(m_table)), second = fullWidth(&m_probes->table()), widest = std::max(first, second);
    m_bothColumns = first + second + 4 * gap;
    placeColumns();
    const int bar = style()->pixelMetric(QStyle::PM_ScrollBarExtent); // of the page, on a low screen
    setMinimumWidth(std::clamp(widest + character + 2 * gap + bar, 36 * character, 70 * character));
    fitHeight(m_list);
    fitHeight(m_table);
}

void AnchorsPanel::showProbes() {
    const std::string name = m_anchors.name(m_list->currentIndex().row()).toStdString();
    const auto report = std::find_if(m_reports.begin(), m_reports.end(),
                                     [&](const ProbeReport& r) { return r.anchor == name; });
    m_probes->show(ShortNames(order())(name), report == m_reports.end() ? nullptr : &*report);
}

std::vector<std::string> AnchorsPanel::order() const {
    std::vector<std::string> names;
    for (int row = 0; row < m_anchors.rowCount(); ++row)
        names.push_back(m_anchors.name(row).toStdString());
    return names;
}

} // namespace klas::ui
