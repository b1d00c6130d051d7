// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/trust/trust_panel.h"

#include "widgets/bridge/split_box.h"
#include "widgets/bridge/tables.h"
#include "widgets/bridge/text.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPointer>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTableView>
#include <QThreadPool>
#include <QVBoxLayout>
#include <algorithm>

namespace klas::ui {

TrustPanel::TrustPanel(std::function<const ProjectState&()> project, QWidget* parent)
    : QWidget(parent)
    , m_project(std::move(project))
    , m_split(new SplitBox)
    , m_runs(new QComboBox)
    , m_model(new ScoreModel(this))
    , m_table(rowTable(m_model, tr("Scores and how well they predict")))
    , m_plot(new ScorePlot)
    , m_parts(new QSplitter(Qt::Vertical))
    , m_empty(new QLabel)
    , m_warnings(new QLabel) {
    m_runs->setAccessibleName(tr("Run"));
    m_runs->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_runs->setMinimumContentsLength(12);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->horizontalHeader()->setMinimumSectionSize(-1);
    for (QLabel* label : {m_empty, m_warnings})
        label->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMargin(fontMetrics().height());

    const int gap = fontMetrics().xHeight();
    auto* row = new QHBoxLayout;
    row->setContentsMargins(gap, gap, gap, 0);
    row->setSpacing(gap);
    auto* runLabel = new QLabel(tr("R&un"));
    runLabel->setBuddy(m_runs);
    row->addWidget(runLabel);
    row->addWidget(m_runs, 1);
    row->addWidget(m_split);
    m_parts->setChildrenCollapsible(false);
    m_parts->addWidget(m_plot);
    m_parts->addWidget(m_table);
    m_parts->setStretchFactor(0, 3);
    m_parts->setStretchFactor(1, 2);
    m_plot->setMinimumHeight(10 * fontMetrics().height());
    m_parts->setSizes({16 * fontMetrics().height(), 10 * fontMetrics().height()});
    auto* notes = new QHBoxLayout;
    notes->setContentsMargins(gap, 0, gap, gap);
    notes->addWidget(m_warnings);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_parts, 1);
    layout->addLayout(notes);

    m_soon.setSingleShot(true);
    m_soon.setInterval(200);
    connect(&m_soon, &QTimer::timeout, this, qOverload<>(&QWidget::update));
    connect(m_split, &QComboBox::currentIndexChanged, this, &TrustPanel::fillRuns);
    connect(m_runs, &QComboBox::currentIndexChanged, this, &TrustPanel::ask);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &TrustPanel::showScore);
    connect(m_plot, &ScorePlot::stitchActivated, this, &TrustPanel::stitchActivated);
    display(*m_newest, {});
}

TrustPanel::~TrustPanel() { ++*m_newest; }

void TrustPanel::projectChanged() {
    m_stale = true;
    if (!m_soon.isActive()) m_soon.start();
}

/// A panel that is painted is seen; behind another tab it is visible all the same.
void TrustPanel::paintEvent(QPaintEvent* event) {
    QWidget::paintEvent(event);
    if (std::exchange(m_stale, false)) QMetaObject::invokeMethod(this, &TrustPanel::fillRuns, Qt::QueuedConnection);
}

void TrustPanel::setPair(const std::string& source, const std::string& target) {
    if (source == m_source && target == m_target) return;
    m_source = source;
    m_target = target;
    m_stale = true;
    update();
}

void TrustPanel::mark(const std::optional<Stitch>& stitch) {
    m_marked = stitch;
    m_plot->mark(stitch);
}

std::string TrustPanel::split() const { return m_split->split(); }

QString TrustPanel::warnings() const { return m_warnings->text(); }

void TrustPanel::fillRuns() {
    m_stale = false;
    const QString before = m_runs->currentText();
    {
        const QSignalBlocker quiet(m_runs);
        m_runs->clear();
        for (const std::string& run : runsOfPair(m_project(), m_source, m_target, m_split->split()))
            m_runs->addItem(qstr(run));
        if (const int at = m_runs->findText(before); at >= 0) m_runs->setCurrentIndex(at);
        m_runs->setEnabled(m_runs->count() > 0);
    }
    ask();
}

void TrustPanel::ask() {
    const quint64 number = ++*m_newest;
    auto question = trustQuestion(m_project(), m_source, m_target, m_split->split(), m_runs->currentText().toStdString());
    if (!question) return display(number, {});
    QThreadPool::globalInstance()->start([newest = m_newest, number, self = QPointer<TrustPanel>(this), asked = std::move(*question)] {
        if (*newest != number) return; // a newer question came
        TrustAnswer answer = answerOf(asked);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, number, answer = std::move(answer)] {
                if (self) self->display(number, answer);
            },
            Qt::QueuedConnection);
    });
}

void TrustPanel::display(quint64 question, const TrustAnswer& answer) {
    if (question != *m_newest) return;
    const QString shown = m_plot->score().title.empty() ? QString() : qstr(m_plot->score().title);
    m_model->setScores(answer.scores);
    fitColumns();
    const bool any = m_model->rowCount() > 0;
    int row = 0;
    for (int r = 0; r < m_model->rowCount(); ++r)
        if (qstr(m_model->score(r).title) == shown) row = r;
    if (any) m_table->selectRow(row);
    showScore();
    m_parts->setVisible(any);
    m_empty->setVisible(!any);
    m_empty->setText(m_source.empty() || m_source == m_target ? tr("Choose a pair of anchors to see how well its scores predict.")
                                                              : tr("Finetune some stitches of %1 → %2, or run klas verify on the pair, to see how well its scores predict.")
                                                                    .arg(qstr(m_source), qstr(m_target)));
    QStringList lines;
    for (const QString& warning : answer.warnings)
        lines << QStringLiteral("⚠ ") + warning;
    m_warnings->setText(lines.join('\n'));
    m_warnings->setVisible(!lines.isEmpty());
    Q_EMIT answered();
}

void TrustPanel::fitColumns() {
    m_table->resizeColumnsToContents();
    m_table->setColumnWidth(ScoreModel::Score, std::min(m_table->columnWidth(ScoreModel::Score), 24 * fontMetrics().averageCharWidth()));
}

/// A talk has larger type.
void TrustPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) fitColumns();
}

void TrustPanel::showScore() {
    const int row = m_table->currentIndex().row();
    if (row < 0 || row >= m_model->rowCount()) return;
    m_plot->setScore(m_model->score(row));
    m_plot->mark(m_marked);
}

} // namespace klas::ui
