// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/anchors/anchors_model.h"
#include "widgets/anchors/distances_model.h"
#include "widgets/anchors/probes_panel.h"

#include <QWidget>

class QAction;
class QBoxLayout;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace klas::ui {

struct AnchorsPanelActions {
    QAction *openDemo, *newProject, *openProject, *addAnchor, *analyse, *cancel;
};

/// Anchors, how far apart they are, how well their probes are, on which images, and the button that starts it
/// all.
class AnchorsPanel : public QWidget {
    Q_OBJECT
public:
    /// The actions become buttons; the panel does not own them.
    explicit AnchorsPanel(const AnchorsPanelActions& actions, QWidget* parent = nullptr);

    /// Shows the state as it is now.
    void setProject(const ProjectState& state);
    /// Anchors in the order shown, smallest first.
    std::vector<std::string> order() const;
    std::pair<QString, QString> recommendedPair() const { return m_distances.recommended(); }
    /// What changes the project: nothing for a talk.
    const std::vector<QWidget*>& controls() const { return m_controls; }

Q_SIGNALS:
    void pairActivated(const QString& source, const QString& target);
    void removeWanted(const QString& anchor);

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* emptyPage(const AnchorsPanelActions& actions);
    QWidget* listPage(const AnchorsPanelActions& actions);
    QWidget* anchorList();
    QWidget* distanceTable();
    void showProbes();
    void showRecommendation();
    void fitToContents();
    void placeColumns();

    std::vector<ProbeReport> m_reports;

    AnchorsModel m_anchors;
    DistancesModel m_distances;
    QStackedWidget* m_pages;
    QBoxLayout* m_columns = nullptr; ///< side by side where there is room
    int m_bothColumns = 0; ///< the width from which on that is so
    std::vector<QWidget*> m_controls;
    QLabel* m_emptyText = nullptr;
    QWidget* m_projectButtons = nullptr;
    QPushButton* m_addButton = nullptr;
    QTableView* m_list = nullptr;
    QTableView* m_table = nullptr;
    ProbesPanel* m_probes = nullptr;
    QLabel* m_tableTitle = nullptr;
    QLabel* m_recommendation = nullptr;
    QLabel* m_data = nullptr;
};

} // namespace klas::ui
