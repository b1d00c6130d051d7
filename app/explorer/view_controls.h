// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/pair_view.h"
#include "widgets/bridge/short_names.h"

#include <QObject>
#include <array>

class QAction;
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QSlider;
class QWidget;

namespace klas::ui {

class CompareBox;

/// What steers the heatmap, in three rows: pair, measure and comparison; two overlaid methods; τ and buckets. The controls and
/// view() always say the same.
class ViewControls : public QObject {
    Q_OBJECT
public:
    /// What a person changes; changes of one kind in a row are one step of undo.
    enum class Change { Pair, Measure, Compare, Overlay, Tolerance, Buckets };

    /// `logScale` and `allPairs` are placed in the first row.
    ViewControls(QAction* logScale, QAction* allPairs, QObject* parent = nullptr);

    QWidget* viewRow() const { return m_viewRow; }
    QWidget* overlayRow() const { return m_overlayRow; }
    QWidget* sliderRow() const { return m_sliderRow; }
    QLabel* images() const { return m_images; } ///< how many a cell averages over; to be placed

    const PairView& view() const { return m_view; }
    /// Shows a view; says nothing. What is no longer there to be compared with is Nothing.
    void show(const PairView& view);
    void setPair(const std::string& source, const std::string& target);
    /// The pairs and comparisons that the project has now.
    void setProject(const ProjectState& project);
    void offerComparisons(const ProjectState& project);
    /// Where the slider stands while nobody has moved it.
    void setDefaultBuckets(int buckets);
    void setOverlap(const QString& text);
    void setImages(const QString& text);
    /// Of the matrix in view, where it is of KL at a temperature.
    void setTemperature(std::optional<double> temperature);
    QString overlapText() const;
    /// Its place in the list of pairs, -1 when it is not there.
    int placeOf(const std::string& source, const std::string& target) const;
    QString pairText(const std::string& source, const std::string& target) const;

Q_SIGNALS:
    /// KL is wanted at another temperature than that of the matrix in view.
    void temperatureWanted(double temperature);
    void changed(klas::ui::ViewControls::Change what, const klas::ui::PairView& before);

private:
    struct Overlay {
        QCheckBox* shown = nullptr;
        QComboBox* method = nullptr;
    };
    void makeViewRow(QAction* logScale, QAction* allPairs);
    void makeOverlayRow();
    void makeSliderRow();
    void read(Change what);
    void write();
    void writeTexts();

    PairView m_view;
    ShortNames m_names;
    QWidget *m_viewRow, *m_overlayRow, *m_sliderRow;
    QComboBox *m_pair, *m_measure;
    QDoubleSpinBox* m_temperature;
    double m_shownTemperature = 0; ///< 0: none is computed
    CompareBox* m_compare;
    std::array<Overlay, 2> m_overlays;
    QLabel *m_images, *m_overlap, *m_tauText = nullptr, *m_bucketsText = nullptr;
    QSlider *m_tau = nullptr, *m_buckets = nullptr;
};

} // namespace klas::ui
