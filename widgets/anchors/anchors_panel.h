// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/anchors/anchors_model.h"
#include "widgets/anchors/distances_model.h"

#include <QWidget>

class QAction;
class QLabel;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace klas::ui {

/// Anchors, how far apart they are, on which images, and the button that starts it all.
class AnchorsPanel : public QWidget {
    Q_OBJECT
public:
    /// The actions become buttons; the panel does not own them.
    AnchorsPanel(QAction* addAnchor, QAction* analyse, QAction* openDemo, QWidget* parent = nullptr);

    /// Shows the state as it is now.
    void setProject(const ProjectState& state);
    /// Anchors in the order shown, smallest first.
    std::vector<std::string> order() const;
    std::pair<QString, QString> recommendedPair() const { return m_distances.recommended(); }

Q_SIGNALS:
    void pairActivated(const QString& source, const QString& target);
    void removeWanted(const QString& anchor);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* emptyPage(QAction* addAnchor, QAction* openDemo);
    QWidget* listPage(QAction* addAnchor, QAction* analyse);

    AnchorsModel m_anchors;
    DistancesModel m_distances;
    QStackedWidget* m_pages;
    QLabel* m_emptyText = nullptr;
    QTableView* m_list = nullptr;
    QTableView* m_table = nullptr;
    QLabel* m_tableTitle = nullptr;
    QLabel* m_recommendation = nullptr;
    QLabel* m_data = nullptr;
};

} // namespace klas::ui
