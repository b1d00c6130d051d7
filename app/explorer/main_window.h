// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/command.h"
#include "widgets/anchors/anchors_panel.h"

#include <QMainWindow>

namespace klas::ui {

/// Places panels, menus and the status line; what they do is theirs.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(QWidget* parent = nullptr);

    Workbench& work() { return m_work; }
    SimilarityPanel& similarity() { return *m_similarity; }
    AnchorsPanel& anchors() { return *m_anchors; }
    MessageBar& messages() { return *m_messages; }

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void placePanels(const AnchorsPanelActions& actions);
    void followProject();
    void followMessages();
    template <typename C>
    QAction* add(QMenu* menu);

    Workbench m_work;
    SimilarityPanel* m_similarity;
    MessageBar* m_messages;
    AnchorsPanel* m_anchors = nullptr;
};

} // namespace klas::ui
