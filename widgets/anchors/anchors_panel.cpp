// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/anchors/anchors_panel.h"

#include "widgets/bridge/text.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace klas::ui {

namespace {

/// A push button that does what an action does, and looks enabled when it is.
QPushButton* buttonFor(QAction* action) {
    auto* button = new QPushButton(action->text());
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    const auto follow = [button, action] {
        button->setText(action->text());
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
    };
    QObject::connect(action, &QAction::changed, button, follow);
    follow();
    return button;
}

QTableView* plainTable(QAbstractItemModel* model, const QString& name) {
    auto* view = new QTableView;
    view->setModel(model);
    view->setAccessibleName(name);
    view->setShowGrid(false);
    view->setFrameShape(QFrame::NoFrame);
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setTabKeyNavigation(false);
    view->setCornerButtonEnabled(false);
    view->setWordWrap(false);
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view->horizontalHeader()->setHighlightSections(false);
    view->verticalHeader()->setHighlightSections(false);
    const int row = view->fontMetrics().height() + view->fontMetrics().xHeight();
    view->verticalHeader()->setDefaultSectionSize(row);
    view->verticalHeader()->setMinimumSectionSize(row);
    return view;
}

void fitHeight(QTableView* view) {
    const int rows = view->model()->rowCount() * view->verticalHeader()->defaultSectionSize();
    const int scrollBar = view->fontMetrics().xHeight();
    view->setFixedHeight(view->horizontalHeader()->sizeHint().height() + rows + scrollBar);
}

} // namespace

AnchorsPanel::AnchorsPanel(QAction* addAnchor, QAction* analyse, QAction* openDemo, QWidget* parent)
    : QWidget(parent)
    , m_anchors(this)
    , m_distances(this)
    , m_pages(new QStackedWidget) {
    setMinimumWidth(fontMetrics().averageCharWidth() * 64);
    m_pages->addWidget(emptyPage(addAnchor, openDemo));
    m_pages->addWidget(listPage(addAnchor, analyse));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    setProject({});
}

QWidget* AnchorsPanel::emptyPage(QAction* addAnchor, QAction* openDemo) {
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    const int gap = 2 * fontMetrics().xHeight();
    layout->setSpacing(gap);
    layout->setContentsMargins(gap, gap, gap, gap);
    m_emptyText = new QLabel;
    m_emptyText->setWordWrap(true);
    m_emptyText->setAlignment(Qt::AlignCenter);
    layout->addStretch(1);
    layout->addWidget(m_emptyText);
    layout->addWidget(buttonFor(openDemo), 0, Qt::AlignCenter);
    layout->addWidget(buttonFor(addAnchor), 0, Qt::AlignCenter);
    layout->addStretch(2);
    return page;
}

QWidget* AnchorsPanel::listPage(QAction* addAnchor, QAction* analyse) {
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    const int gap = fontMetrics().xHeight();
    layout->setSpacing(gap);
    layout->setContentsMargins(gap, gap, gap, gap);

    m_list = plainTable(&m_anchors, tr("Anchors"));
    m_list->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_list->verticalHeader()->hide();
    m_list->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->horizontalHeader()->setStretchLastSection(true);
    m_list->setTextElideMode(Qt::ElideMiddle);

    m_table = plainTable(&m_distances, tr("KL between the anchors' own heads"));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    const auto activate = [this](const QModelIndex& index) {
        const auto [source, target] = m_distances.pairAt(index);
        if (!source.isEmpty()) Q_EMIT pairActivated(source, target);
    };
    connect(m_table, &QTableView::clicked, this, activate);
    connect(m_table, &QTableView::activated, this, activate);

    m_tableTitle = new QLabel(tr("KL between the anchors' own heads, nats"));
    m_tableTitle->setToolTip(
        tr("Row P, column Q: mean KL(P ‖ Q) of their softmax outputs. ★ marks the closest pair.\n"
           "Click a cell to show that pair."));
    m_tableTitle->setWordWrap(true);
    m_recommendation = new QLabel;
    m_recommendation->setWordWrap(true);
    m_data = new QLabel;
    m_data->setWordWrap(true);

    layout->addWidget(m_list);
    layout->addWidget(buttonFor(addAnchor), 0, Qt::AlignLeft);
    layout->addSpacing(gap);
    layout->addWidget(m_tableTitle);
    layout->addWidget(m_table);
    layout->addWidget(m_recommendation);
    layout->addStretch(1);
    layout->addWidget(m_data);
    QPushButton* analyseButton = buttonFor(analyse);
    analyseButton->setDefault(true);
    layout->addWidget(analyseButton);
    return page;
}

void AnchorsPanel::setProject(const ProjectState& state) {
    const QString kept = m_anchors.name(m_list->currentIndex().row());
    m_anchors.setProject(state);
    for (int row = 0; row < m_anchors.rowCount(); ++row)
        if (!kept.isEmpty() && m_anchors.name(row) == kept) m_list->selectRow(row);
    m_distances.setDistances(state.distances, order());

    m_pages->setCurrentIndex(state.anchors.empty() ? 0 : 1);
    m_emptyText->setText(state.isOpen()
                             ? tr("Add two anchors, then Analyse.")
                             : tr("Open the demo, or create a project and add two anchors to it."));
    fitHeight(m_list);
    fitHeight(m_table);
    const bool measured = m_distances.rowCount() > 0;
    m_tableTitle->setVisible(measured);
    m_table->setVisible(measured);
    m_recommendation->setVisible(measured);
    const auto [source, target] = m_distances.recommended();
    m_recommendation->setText(source.isEmpty() ? QString()
                                               : tr("★ Closest pair: %1 → %2").arg(source, target));
    if (state.data)
        m_data->setText(tr("Data: %1, %L2 validation images, seed %3")
                            .arg(qstr(state.data->name))
                            .arg(state.data->validationImages)
                            .arg(state.data->seed));
    else
        m_data->setText(tr("Data: none chosen"));
    m_data->setToolTip(state.data ? qstr(state.data->path) : QString());
}

std::vector<std::string> AnchorsPanel::order() const {
    std::vector<std::string> names;
    for (int row = 0; row < m_anchors.rowCount(); ++row)
        names.push_back(m_anchors.name(row).toStdString());
    return names;
}

void AnchorsPanel::keyPressEvent(QKeyEvent* event) {
    const QString name = m_anchors.name(m_list->currentIndex().row());
    if (event->key() == Qt::Key_Delete && m_list->hasFocus() && !name.isEmpty())
        Q_EMIT removeWanted(name);
    else
        QWidget::keyPressEvent(event);
}

} // namespace klas::ui
