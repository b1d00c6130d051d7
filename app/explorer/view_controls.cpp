// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/view_controls.h"

#include "app/explorer/compare_box.h"
#include "core/analysis/select.h"
#include "widgets/bridge/text.h"
#include "widgets/bridge/wrap_layout.h"
#include "widgets/plot/series_style.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPixmap>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <algorithm>
#include <cmath>

namespace klas::ui {

namespace {

constexpr int kUsualBuckets = 40; ///< where the slider ends

QIcon markerIcon(const SeriesStyle& style) {
    QIcon icon;
    for (const int side : {16, 32, 64, 128}) { // for every font and screen
        QPixmap pixmap(side, side);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(side / 16.0, side / 16.0);
        drawMarker(painter, style, {8, 8}, 5.5);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

QWidget* partOf(std::initializer_list<QWidget*> widgets) {
    auto* part = new QWidget;
    auto* row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(part->fontMetrics().xHeight());
    for (QWidget* widget : widgets)
        row->addWidget(widget, dynamic_cast<QSlider*>(widget) ? 1 : 0);
    return part;
}

/// What is chosen is read whole; longer entries must not decide how narrow the window may be.
void fitToChoice(QComboBox* box) {
    const QFontMetrics metrics = box->fontMetrics();
    box->setMinimumContentsLength(1 + metrics.horizontalAdvance(box->currentText()) / std::max(1, metrics.horizontalAdvance(QLatin1Char('X'))));
}

QLabel* labelFor(const QString& text, QWidget* buddy) {
    auto* label = new QLabel(text);
    label->setBuddy(buddy);
    return label;
}

QString measureOf(const PairView& view) {
    return view.quantity == Quantity::Gamma ? QStringLiteral("gamma") : qstr(view.measure);
}

} // namespace

ViewControls::ViewControls(QAction* logScale, QAction* allPairs, QObject* parent)
    : QObject(parent)
    , m_viewRow(new QWidget)
    , m_overlayRow(new QWidget)
    , m_sliderRow(new QWidget)
    , m_pair(new QComboBox)
    , m_measure(new QComboBox)
    , m_temperature(new QDoubleSpinBox)
    , m_compare(new CompareBox)
    , m_images(new QLabel)
    , m_overlap(new QLabel) {
    makeViewRow(logScale, allPairs);
    makeOverlayRow();
    makeSliderRow();
    write();
}

void ViewControls::makeViewRow(QAction* logScale, QAction* allPairs) {
    m_pair->setAccessibleName(tr("Pair of anchors, source to target"));
    m_pair->setToolTip(tr("Source → target: the stitched network starts in the source and ends in the target"));
    m_pair->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_pair->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_measure->setAccessibleName(tr("Measure"));
    for (const MeasureInfo& info : measures())
        m_measure->addItem(qstr(info.title), qstr(info.id));
    m_measure->insertItem(1, tr("Score Γ = Ω / Σ"), QStringLiteral("gamma"));
    m_measure->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_temperature->setRange(0.1, 100);
    m_temperature->setDecimals(1);
    m_temperature->setSingleStep(0.5);
    m_temperature->setValue(2);
    m_temperature->setPrefix(tr("T = "));
    m_temperature->setKeyboardTracking(false);
    m_temperature->setAccessibleName(tr("Temperature"));
    m_temperature->setToolTip(tr("Logits are divided by it before the softmax. Another value is computed for this pair, and KLAS then chooses by it"));
    m_temperature->hide();
    auto* log = new QCheckBox(tr("&Log scale"));
    log->setChecked(logScale->isChecked());
    connect(log, &QCheckBox::toggled, logScale, &QAction::setChecked);
    connect(logScale, &QAction::toggled, log, &QCheckBox::setChecked);
    connect(logScale, &QAction::enabledChanged, log, &QCheckBox::setEnabled);
    auto* all = new QToolButton;
    all->setDefaultAction(allPairs);
    m_images->setToolTip(tr("Validation images the cells average over"));

    auto* row = new WrapLayout(m_viewRow);
    for (QWidget* part : {labelled(tr("&Pair"), m_pair), labelled(tr("&Measure"), m_measure), static_cast<QWidget*>(m_temperature), labelled(tr("&Compare with"), m_compare), partOf({log, all})})
        row->addWidget(part);
    connect(m_pair, &QComboBox::activated, this, [this] { read(Change::Pair); });
    connect(m_temperature, &QDoubleSpinBox::editingFinished, this, [this] {
        if (m_temperature->value() != m_shownTemperature) Q_EMIT temperatureWanted(m_temperature->value());
    });
    connect(m_measure, &QComboBox::activated, this, [this] { read(Change::Measure); });
    connect(m_compare, &QComboBox::activated, this, [this] { read(Change::Compare); });
}

void ViewControls::makeOverlayRow() {
    auto* row = new WrapLayout(m_overlayRow);
    for (size_t k = 0; k < m_overlays.size(); ++k) {
        Overlay& overlay = m_overlays[k];
        overlay.shown = new QCheckBox;
        overlay.shown->setAccessibleName(k == 0 ? tr("Show the first selection") : tr("Show the second selection"));
        overlay.shown->setToolTip(overlay.shown->accessibleName());
        overlay.method = new QComboBox;
        overlay.method->setAccessibleName(k == 0 ? tr("Method of the first selection") : tr("Method of the second selection"));
        for (const SelectionMethod& method : selectionMethods())
            overlay.method->addItem(markerIcon(methodStyle(method.id)), qstr(method.title), qstr(method.id));
        // The longest method must not decide how narrow the window may be.
        overlay.method->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        overlay.method->setMinimumContentsLength(24);
        overlay.method->setCurrentIndex(overlay.method->findData(qstr(m_view.methods[k])));
        connect(overlay.shown, &QCheckBox::toggled, this, [this] { read(Change::Overlay); });
        connect(overlay.method, &QComboBox::activated, this, [this] { read(Change::Overlay); });
        row->addWidget(partOf({overlay.shown, overlay.method}));
    }
    m_overlap->setToolTip(tr("Stitches that both methods choose, of all that either chooses"));
    row->addWidget(m_overlap);
}

void ViewControls::makeSliderRow() {
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
    m_tau = slider(0, 100, tr("Tolerance τ"), tr("In every bucket KLAS takes each stitch with Γ ≤ (1 + τ) · the smallest Γ"), m_tauText);
    m_buckets = slider(1, kUsualBuckets, tr("Buckets"), tr("The range of FLOPs between the anchors is cut into this many buckets"), m_bucketsText);
    auto* row = new WrapLayout(m_sliderRow);
    row->addWidget(partOf({labelFor(tr("&Tolerance τ"), m_tau), m_tau, m_tauText}));
    row->addWidget(partOf({labelFor(tr("&Buckets"), m_buckets), m_buckets, m_bucketsText}));
    connect(m_tau, &QSlider::valueChanged, this, [this] { read(Change::Tolerance); });
    connect(m_buckets, &QSlider::valueChanged, this, [this] { read(Change::Buckets); });
}

QString ViewControls::pairText(const std::string& source, const std::string& target) const {
    return m_names(source) + QStringLiteral(" → ") + m_names(target);
}

void ViewControls::setTemperature(std::optional<double> temperature) {
    m_temperature->setVisible(m_view.measure == "kl_temperature");
    m_shownTemperature = temperature.value_or(0);
    if (temperature && !m_temperature->hasFocus()) m_temperature->setValue(*temperature);
}

int ViewControls::placeOf(const std::string& source, const std::string& target) const {
    return m_pair->findData(QStringList{qstr(source), qstr(target)});
}

QString ViewControls::overlapText() const { return m_overlap->text(); }
void ViewControls::setOverlap(const QString& text) { m_overlap->setText(text); }
void ViewControls::setImages(const QString& text) { m_images->setText(text); }

void ViewControls::setProject(const ProjectState& project) {
    const QSignalBlocker quiet(m_pair);
    std::vector<std::string> names;
    for (const Anchor& anchor : project.anchors)
        names.push_back(anchor.name);
    m_names = ShortNames(names);
    m_pair->clear();
    for (const auto& [source, target] : pairsOf(project)) {
        m_pair->addItem(pairText(source, target), QStringList{qstr(source), qstr(target)});
        m_pair->setItemData(m_pair->count() - 1, qstr(source) + QStringLiteral(" → ") + qstr(target), Qt::ToolTipRole);
    }
    m_pair->setEnabled(m_pair->count() > 0);
    m_pair->setCurrentIndex(placeOf(m_view.source, m_view.target));
}

void ViewControls::offerComparisons(const ProjectState& project) {
    m_compare->offer(project, m_view, m_names);
    m_view.compare = m_compare->choice();
    fitToChoice(m_compare);
}

void ViewControls::setDefaultBuckets(int buckets) {
    const QSignalBlocker quiet(m_buckets);
    m_buckets->setMaximum(std::max({kUsualBuckets, buckets, m_view.buckets})); // a deep target deserves more
    if (m_view.buckets == 0) m_buckets->setValue(buckets);
    writeTexts();
}

void ViewControls::setPair(const std::string& source, const std::string& target) {
    if (m_view.target != target) m_view.buckets = 0; // as many as another target deserves
    m_view.source = source;
    m_view.target = target;
    write();
}

void ViewControls::show(const PairView& view) {
    m_view = view;
    m_compare->choose(view.compare);
    write();
}

/// What the controls say becomes the view.
void ViewControls::read(Change what) {
    const PairView before = m_view;
    if (const QStringList pair = m_pair->currentData().toStringList(); what == Change::Pair && pair.size() == 2) {
        if (m_view.target != pair[1].toStdString()) m_view.buckets = 0;
        m_view.source = pair[0].toStdString();
        m_view.target = pair[1].toStdString();
    }
    const QString measure = m_measure->currentData().toString();
    m_view.quantity = measure == QLatin1String("gamma") ? Quantity::Gamma : Quantity::Score;
    m_view.measure = m_view.quantity == Quantity::Gamma ? "kl" : measure.toStdString();
    m_view.compare = m_compare->choice();
    m_view.methods.clear();
    for (const Overlay& overlay : m_overlays) {
        overlay.method->setEnabled(overlay.shown->isChecked());
        if (overlay.shown->isChecked()) m_view.methods.push_back(overlay.method->currentData().toString().toStdString());
    }
    m_view.tau = m_tau->value() / 100.0;
    if (what == Change::Buckets) m_view.buckets = m_buckets->value();
    writeTexts();
    if (m_view != before) Q_EMIT changed(what, before);
}

/// What the view says becomes the controls.
void ViewControls::write() {
    const QSignalBlocker quiet[] = {QSignalBlocker(m_pair), QSignalBlocker(m_measure), QSignalBlocker(m_tau), QSignalBlocker(m_buckets)};
    m_pair->setCurrentIndex(placeOf(m_view.source, m_view.target));
    m_measure->setCurrentIndex(m_measure->findData(measureOf(m_view)));
    m_tau->setValue(int(std::lround(100 * m_view.tau)));
    m_buckets->setMaximum(std::max(m_buckets->maximum(), m_view.buckets));
    if (m_view.buckets != 0) m_buckets->setValue(m_view.buckets);
    // One method alone is the first's, unless it is what the second shows.
    const bool second = m_view.methods.size() == 1 && m_overlays[1].method->currentData().toString() == qstr(m_view.methods[0]);
    size_t next = 0;
    for (size_t k = 0; k < m_overlays.size(); ++k) {
        const QSignalBlocker quietShown(m_overlays[k].shown), quietMethod(m_overlays[k].method);
        const bool shown = next < m_view.methods.size() && !(k == 0 && second);
        m_overlays[k].shown->setChecked(shown);
        m_overlays[k].method->setEnabled(shown);
        if (shown) m_overlays[k].method->setCurrentIndex(m_overlays[k].method->findData(qstr(m_view.methods[next++])));
    }
    writeTexts();
}

void ViewControls::writeTexts() {
    m_tauText->setText(percent(m_view.tau, 0));
    m_bucketsText->setText(QLocale().toString(m_buckets->value()));
    fitToChoice(m_measure);
    fitToChoice(m_compare);
}

} // namespace klas::ui
