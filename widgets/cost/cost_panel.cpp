// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/cost/cost_panel.h"

#include "widgets/bridge/column_fit.h"
#include "widgets/bridge/tables.h"

#include <QCoreApplication>
#include <QLabel>
#include <QPointer>
#include <QTableView>
#include <QThreadPool>
#include <QVBoxLayout>

namespace klas::ui {

CostPanel::CostPanel(std::function<const ProjectState&()> project, QWidget* parent)
    : QWidget(parent)
    , m_project(std::move(project))
    , m_model(new LedgerModel(this))
    , m_table(rowTable(m_model, tr("What the project has cost")))
    , m_fit(new ColumnFit(m_table, LedgerModel::What, {LedgerModel::Items}))
    , m_summary(new QLabel) {
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    const int gap = fontMetrics().xHeight();
    m_summary->setContentsMargins(gap, gap, gap, 0);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(m_summary);
    layout->addWidget(m_table, 1);
    layout->addStretch(0);
    m_soon.setSingleShot(true);
    m_soon.setInterval(200);
    connect(&m_soon, &QTimer::timeout, this, qOverload<>(&QWidget::update));
    display(*m_newest, {});
}

CostPanel::~CostPanel() { ++*m_newest; }

QString CostPanel::summary() const { return m_summary->text(); }

void CostPanel::projectChanged() {
    m_stale = true;
    if (!m_soon.isActive()) m_soon.start();
}

/// A panel that is painted is seen; behind another tab it is visible all the same.
void CostPanel::paintEvent(QPaintEvent* event) {
    QWidget::paintEvent(event);
    if (std::exchange(m_stale, false)) QMetaObject::invokeMethod(this, &CostPanel::ask, Qt::QueuedConnection);
}

void CostPanel::ask() {
    const quint64 number = ++*m_newest;
    QThreadPool::globalInstance()->start([newest = m_newest, number, self = QPointer<CostPanel>(this), inputs = ledgerInputs(m_project())] {
        if (*newest != number) return; // a newer question came
        LedgerAnswer answer = ledgerAnswer(inputs);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, number, answer = std::move(answer)] {
                if (self) self->display(number, answer);
            },
            Qt::QueuedConnection);
    });
}

void CostPanel::display(quint64 question, const LedgerAnswer& answer) {
    if (question != *m_newest) return;
    const bool any = !answer.rows.empty();
    if (answer.rows != m_model->rows()) m_model->setRows(answer.rows);
    m_fit->fit({});
    m_table->setVisible(any);
    m_summary->setText(any ? pipelineText(answer.pipeline) : tr("Analyse the anchors to see here what a study costs, part by part."));
    Q_EMIT answered();
}

} // namespace klas::ui
