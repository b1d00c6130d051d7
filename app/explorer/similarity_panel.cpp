// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/similarity_panel.h"

#include "app/explorer/cell_menu.h"
#include "app/explorer/state_badges.h"
#include "core/analysis/select.h"
#include "widgets/bridge/text.h"
#include "widgets/heatmap/heatmap_text.h"
#include "widgets/plot/series_style.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPixmap>
#include <QSignalBlocker>
#include <QSlider>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

namespace klas::ui {

namespace {

QIcon markerIcon(const SeriesStyle& style) {
    QPixmap pixmap(36, 36);
    pixmap.setDevicePixelRatio(2);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    drawMarker(painter, style, {9, 9}, 6);
    painter.end();
    return pixmap;
}

QLabel* labelFor(const QString& text, QWidget* buddy) {
    auto* label = new QLabel(text);
    label->setBuddy(buddy);
    return label;
}

QHBoxLayout* rowOf(QWidget* widget) {
    auto* row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(widget->fontMetrics().xHeight());
    return row;
}

} // namespace

std::vector<Stitch> SimilarityPanel::selectedStitches() const {
    std::vector<Stitch> stitches;
    for (const QPoint& cell : m_heatmap->selectedCells())
        stitches.push_back({m_view.source, cell.y(), m_view.target, cell.x()});
    return stitches;
}

QWidget& SimilarityPanel::table() const {
    return *m_table;
}

SimilarityPanel::SimilarityPanel(const ProjectSession& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_survey(session)
    , m_heatmap(new HeatmapView)
    , m_bar(new SelectionBar)
    , m_table(new SelectionTable) {
    m_allPairs = new AllPairs(*this, session, m_survey);
    auto* top = new QWidget;
    auto* layout = new QVBoxLayout(top);
    const int gap = fontMetrics().xHeight();
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap);
    layout->addWidget(viewRow());
    layout->addWidget(m_allPairs->widget(), 1);
    layout->addWidget(m_bar);
    layout->addWidget(overlayRow());
    layout->addWidget(sliderRow());

    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(top);
    splitter->addWidget(m_table);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setCollapsible(0, false);
    splitter->setSizes({5000, 2000}); // shares of the height
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(splitter);

    connect(m_table, &SelectionTable::stitchSelected, this, [this](const Stitch& stitch) {
        const bool here = stitch.source == m_view.source && stitch.target == m_view.target; // else of the reverse direction
        m_heatmap->setCurrentCell(here ? stitch.i : 0, here ? stitch.j : 0);
        Q_EMIT stitchSelected(stitch);
    });
    connect(m_heatmap, &HeatmapView::cellActivated, this, [this](int i, int j) { m_table->selectStitch({m_view.source, i, m_view.target, j}); });
    connect(m_heatmap, &HeatmapView::selectedCellsChanged, this, [this] { m_bar->setStitches(selectedStitches(), m_heatmap->data()); });
    const auto queue = [this] {
        std::vector<Stitch> stitches = selectedStitches();
        const QPoint cell = m_heatmap->currentCell();
        if (stitches.empty() && !cell.isNull()) stitches.push_back({m_view.source, cell.y(), m_view.target, cell.x()});
        if (!stitches.empty()) Q_EMIT queueWanted(stitches);
    };
    connect(m_heatmap, &HeatmapView::queueWanted, this, queue);
    connect(m_bar, &SelectionBar::queueWanted, this, queue);
    connect(m_bar, &SelectionBar::clearWanted, this, [this] { m_heatmap->selectCells({}); });
    new StateBadges(*this, session);
    m_rangeLock = new RangeLock(*this, session, m_survey);
    auto* menu = new CellMenu(*this, session);
    connect(menu, &CellMenu::queueWanted, this, &SimilarityPanel::queueWanted);
    connect(menu, &CellMenu::previewWanted, this, &SimilarityPanel::previewWanted);
    connect(&m_stability, &Stability::answered, m_table, &SelectionTable::setStability);
    connect(&session, &ProjectSession::opened, this, [this] {
        m_pairChosen = m_bucketsChosen = false;
        reload();
    });
    connect(&session, &ProjectSession::anchorsChanged, this, &SimilarityPanel::reload);
    connect(&session, &ProjectSession::recordChanged, this, &SimilarityPanel::recordChanged);
    reload();
}

QWidget* SimilarityPanel::viewRow() {
    auto* widget = new QWidget;
    QHBoxLayout* row = rowOf(widget);
    m_pair = new QComboBox;
    m_pair->setAccessibleName(tr("Pair of anchors, source to target"));
    m_pair->setToolTip(
        tr("Source → target: the stitched network starts in the source and ends in the target"));
    m_pair->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_measure = new QComboBox;
    m_measure->setAccessibleName(tr("Measure"));
    for (const MeasureInfo& info : measures())
        m_measure->addItem(qstr(info.title), qstr(info.id));
    m_measure->insertItem(1, tr("Score Γ = Ω / Σ"), QStringLiteral("gamma"));
    // The longest measure must not decide how narrow the window may be; with room it is shown whole.
    m_measure->setMaximumWidth(m_measure->sizeHint().width());
    m_measure->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_measure->setMinimumContentsLength(9);
    m_compare = new CompareBox;
    auto* log = new QCheckBox(tr("&Log scale"));
    log->setChecked(m_heatmap->logScaleAction()->isChecked());
    connect(log, &QCheckBox::toggled, m_heatmap->logScaleAction(), &QAction::setChecked);
    connect(m_heatmap->logScaleAction(), &QAction::toggled, log, &QCheckBox::setChecked);

    row->addWidget(labelFor(tr("&Pair"), m_pair));
    row->addWidget(m_pair);
    row->addSpacing(row->spacing());
    row->addWidget(labelFor(tr("&Measure"), m_measure));
    row->addWidget(m_measure, 3);
    row->addSpacing(row->spacing());
    row->addWidget(labelFor(tr("&Compare with"), m_compare));
    row->addWidget(m_compare, 2);
    row->addSpacing(row->spacing());
    row->addWidget(log);
    row->addStretch(1);
    auto* all = new QToolButton;
    all->setDefaultAction(m_allPairs->action());
    row->addWidget(all);
    connect(m_pair, &QComboBox::activated, this, [this] {
        m_pairChosen = true;
        choose();
    });
    connect(m_measure, &QComboBox::activated, this, &SimilarityPanel::choose);
    connect(m_compare, &QComboBox::activated, this, &SimilarityPanel::choose);
    connect(m_heatmap->logScaleAction(), &QAction::enabledChanged, log, &QCheckBox::setEnabled);
    return widget;
}

QWidget* SimilarityPanel::overlayRow() {
    auto* widget = new QWidget;
    QHBoxLayout* row = rowOf(widget);
    for (size_t k = 0; k < m_overlays.size(); ++k) {
        Overlay& overlay = m_overlays[k];
        overlay.shown = new QCheckBox;
        overlay.shown->setChecked(true);
        overlay.shown->setAccessibleName(k == 0 ? tr("Show the first selection")
                                                : tr("Show the second selection"));
        overlay.shown->setToolTip(overlay.shown->accessibleName());
        overlay.method = new QComboBox;
        overlay.method->setAccessibleName(k == 0 ? tr("Method of the first selection")
                                                 : tr("Method of the second selection"));
        for (const SelectionMethod& method : selectionMethods())
            overlay.method->addItem(markerIcon(methodStyle(method.id)), qstr(method.title), qstr(method.id));
        // The longest method must not decide how narrow the window may be.
        overlay.method->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        overlay.method->setMinimumContentsLength(24);
        overlay.method->setCurrentIndex(overlay.method->findData(qstr(m_view.methods[k])));
        connect(overlay.shown, &QCheckBox::toggled, this, &SimilarityPanel::choose);
        connect(overlay.method, &QComboBox::activated, this, &SimilarityPanel::choose);
        row->addWidget(overlay.shown);
        row->addWidget(overlay.method);
        row->addSpacing(row->spacing());
    }
    m_overlap = new QLabel;
    m_overlap->setToolTip(tr("Stitches that both methods choose, of all that either chooses"));
    row->addWidget(m_overlap);
    row->addStretch(1);
    m_images = new QLabel;
    m_images->setToolTip(tr("Validation images the cells average over"));
    row->addWidget(m_images);
    return widget;
}

QWidget* SimilarityPanel::sliderRow() {
    auto* widget = new QWidget;
    QHBoxLayout* row = rowOf(widget);
    const auto slider = [&](int low, int high, const QString& name, const QString& tip, QLabel*& value) {
        auto* made = new QSlider(Qt::Horizontal);
        made->setRange(low, high);
        made->setPageStep(5);
        made->setAccessibleName(name);
        made->setToolTip(tip);
        value = new QLabel;
        value->setMinimumWidth(value->fontMetrics().horizontalAdvance(QStringLiteral("100 %")));
        return made;
    };
    m_tau = slider(0, 100, tr("Tolerance τ"),
                   tr("In every bucket KLAS takes each stitch with Γ ≤ (1 + τ) · the smallest Γ"), m_tauText);
    m_tau->setValue(static_cast<int>(std::lround(100 * m_view.tau)));
    m_buckets =
        slider(1, 40, tr("Buckets"),
               tr("The range of FLOPs between the anchors is cut into this many buckets"), m_bucketsText);
    row->addWidget(labelFor(tr("&Tolerance τ"), m_tau));
    row->addWidget(m_tau, 1);
    row->addWidget(m_tauText);
    row->addSpacing(2 * row->spacing());
    row->addWidget(labelFor(tr("&Buckets"), m_buckets));
    row->addWidget(m_buckets, 1);
    row->addWidget(m_bucketsText);
    connect(m_tau, &QSlider::valueChanged, this, &SimilarityPanel::choose);
    connect(m_buckets, &QSlider::valueChanged, this, [this] {
        m_bucketsChosen = true;
        choose();
    });
    return widget;
}

QString SimilarityPanel::pairText(const std::string& source, const std::string& target) const {
    return m_names(source) + QStringLiteral(" → ") + m_names(target);
}

void SimilarityPanel::fillPairs() {
    const QSignalBlocker quiet(m_pair);
    std::vector<std::string> names;
    for (const Anchor& anchor : m_session.state().anchors)
        names.push_back(anchor.name);
    m_names = ShortNames(names);
    m_pair->clear();
    for (const auto& [source, target] : pairsOf(m_session.state())) {
        m_pair->addItem(pairText(source, target), QStringList{qstr(source), qstr(target)});
        m_pair->setItemData(m_pair->count() - 1, qstr(source) + QStringLiteral(" → ") + qstr(target),
                            Qt::ToolTipRole);
    }
    m_pair->setEnabled(m_pair->count() > 0);
}

void SimilarityPanel::reload() {
    fillPairs();
    if (!m_pairChosen || !m_session.state().anchor(m_view.source) || !m_session.state().anchor(m_view.target))
        std::tie(m_view.source, m_view.target) = firstPair(m_session.state());
    refresh();
}

void SimilarityPanel::recordChanged(const Record& record) {
    // Until the person has chosen, the closest pair is shown; before it is known, the first that fills.
    if (std::holds_alternative<AnchorDistances>(record) && !m_pairChosen) reload();
    if (const auto* evaluation = std::get_if<Evaluation>(&record)) { // some methods choose by results as initialised
        if (evaluation->run.empty() && evaluation->configuration.stitch && evaluation->configuration.stitch->source == m_view.source) refresh();
        return;
    }
    const auto* matrix = std::get_if<ScoreMatrix>(&record);
    if (!matrix) return;
    const ProjectState& state = m_session.state();
    const bool nothingShown = !state.matrix(m_view.source, m_view.target, m_view.measure);
    const bool follow =
        nothingShown && !m_pairChosen && !state.distances && matrix->measure == m_view.measure;
    if (follow &&
        m_pair->findData(QStringList{qstr(matrix->source), qstr(matrix->target)}) < forwardPairs()) {
        m_view.source = matrix->source;
        m_view.target = matrix->target;
    }
    const bool shown = matrix->measure == m_view.measure || matrix->measure == "kl";
    const bool compared = matrix->complete && matrix->measure == m_view.measure; // one more to compare with
    const bool own = matrix->target == m_view.target && (matrix->source == m_view.source || matrix->source == m_view.target);
    if (compared || (shown && own))
        refresh();
}

/// The list starts with the pairs that run from a smaller to a larger anchor.
int SimilarityPanel::forwardPairs() const {
    const int anchors = static_cast<int>(m_session.state().anchors.size());
    return anchors * (anchors - 1) / 2;
}

void SimilarityPanel::showPair(const QString& source, const QString& target) {
    const int index = m_pair->findData(QStringList{source, target});
    if (index < 0) return;
    m_pairChosen = true;
    m_pair->setCurrentIndex(index);
    choose();
}

/// What the controls say becomes the view.
void SimilarityPanel::choose() {
    const QStringList pair = m_pair->currentData().toStringList();
    if (pair.size() == 2) {
        if (m_view.target != pair[1].toStdString()) m_bucketsChosen = false;
        m_view.source = pair[0].toStdString();
        m_view.target = pair[1].toStdString();
    }
    const QString measure = m_measure->currentData().toString();
    m_view.quantity = measure == QLatin1String("gamma") ? Quantity::Gamma : Quantity::Score;
    m_view.measure = m_view.quantity == Quantity::Gamma ? "kl" : measure.toStdString();
    m_view.methods.clear();
    for (const Overlay& overlay : m_overlays) {
        overlay.method->setEnabled(overlay.shown->isChecked());
        if (overlay.shown->isChecked())
            m_view.methods.push_back(overlay.method->currentData().toString().toStdString());
    }
    m_view.tau = m_tau->value() / 100.0;
    m_view.buckets = m_bucketsChosen ? m_buckets->value() : 0;
    refresh();
}

void SimilarityPanel::refresh() {
    m_compare->offer(m_session.state(), m_view, m_names);
    m_view.compare = m_compare->choice();
    PairPicture picture;
    try {
        picture = pictureOf(m_session.state(), m_view);
    } catch (const std::exception& e) {
        picture.problems.emplace_back(e.what());
    }
    {
        const QSignalBlocker quietPair(m_pair), quietBuckets(m_buckets);
        m_pair->setCurrentIndex(m_pair->findData(QStringList{qstr(m_view.source), qstr(m_view.target)}));
        if (!m_bucketsChosen) m_buckets->setValue(picture.defaultBuckets);
    }
    m_tauText->setText(percent(m_view.tau, 0));
    m_bucketsText->setText(QLocale().toString(m_buckets->value()));
    m_overlap->setText({});
    if (picture.data.selections.size() == 2) {
        const Overlap shared = overlap(picture.data.selections[0], picture.data.selections[1]);
        const size_t all = shared.both.size() + shared.onlyA.size() + shared.onlyB.size();
        m_overlap->setText(tr("overlap %L1 of %L2").arg(shared.both.size()).arg(all));
    }
    m_table->show(picture, pairText(m_view.source, m_view.target));
    m_stability.ask(stabilityQuestion(m_session.state(), m_view));

    m_heatmap->setEmptyText(nextStep());
    m_heatmap->setData(picture.data);
    m_images->setText(picture.data.scores ? imagesText(*picture.data.scores) : QString());
    Q_EMIT refreshed();
}

/// What to do while there is nothing to see; empty when it will come by itself.
QString SimilarityPanel::nextStep() const {
    const ProjectState& state = m_session.state();
    if (!state.isOpen()) return tr("Open the demo, or create a project");
    if (state.anchors.size() < 2) return tr("Add two anchors, then Analyse");
    if (m_analysing) return {};
    return m_session.writable() ? tr("Press Analyse to compare the blocks of this pair")
                                : tr("This pair has not been analysed, and the project is read-only");
}

void SimilarityPanel::setAnalysing(bool analysing) {
    if (analysing == m_analysing) return;
    m_analysing = analysing;
    refresh();
}

QString SimilarityPanel::overlapText() const {
    return m_overlap->text();
}

} // namespace klas::ui
