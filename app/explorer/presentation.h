// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/project_state.h"

#include <QByteArray>
#include <QFont>
#include <QMainWindow>
#include <QPointer>
#include <QRect>
#include <QTimer>
#include <functional>
#include <utility>
#include <vector>

class QDockWidget;
class QLabel;
class QTableView;
class QToolBar;

namespace klas::ui {

/// A project as it was after the first `count` results of its runs, in the order in which they were stored; the anchors as
/// they came are there from the start.
ProjectState earlier(const ProjectState& project, size_t count);
/// How many results its runs have.
size_t resultsOfRuns(const ProjectState& project);

/// The window for a talk: the whole screen, one thing at a time, type large enough for the back row (the smallest is 1/40 of
/// the window's height), black on white. Left and Right step through the views, R lets the front grow again from what the
/// project has stored, + and - change its speed, Escape or F11 leaves and brings everything back as it was.
class Presentation : public QObject {
    Q_OBJECT
public:
    /// What one view shows: the central panel, docks, or both.
    struct View {
        QString title;
        bool centre = false;
        std::vector<QDockWidget*> docks;
        bool replays = false;
        std::vector<QWidget*> hidden = {}; ///< parts of these that would take room from what is shown
        double share = 0;                  ///< of the width for docks beside the centre; 0: as it comes
    };

    /// `show` is handed the project, or an earlier state of it; `project` gives the one that is open.
    Presentation(QMainWindow& window, std::vector<View> views, std::function<const ProjectState&()> project,
                 std::function<void(const ProjectState&)> show);

    bool active() const { return m_active; }
    int view() const { return m_view; }
    bool replaying() const { return m_replay.isActive(); }
    /// Results that are shown while the front grows.
    size_t shown() const { return m_shown; }
    void setActive(bool active);
    void showView(int view);
    void startReplay();

Q_SIGNALS:
    void activeChanged(bool active);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void enter();
    void leave();
    void fitType();
    void fitRows();
    void stopReplay();
    void tick();
    bool key(int key);
    void label();
    void showHidden();

    QMainWindow& m_window;
    std::vector<View> m_views;
    std::function<const ProjectState&()> m_project;
    std::function<void(const ProjectState&)> m_show;
    QToolBar* m_bar;
    QLabel *m_title, *m_hint;
    QTimer m_replay;
    QByteArray m_state;
    QRect m_geometry;
    QFont m_font;
    struct TableSizes {
        QPointer<QTableView> table;
        int row;
        QByteArray columns; ///< empty where there was nothing in it
    };
    std::vector<TableSizes> m_tables; ///< as they were
    Qt::WindowStates m_windowState;
    QPointer<QWidget> m_focus;
    std::vector<QPointer<QWidget>> m_hidden; ///< by the view that is shown
    bool m_active = false, m_menuBar = true, m_statusBar = true, m_centre = true;
    int m_view = 0, m_speed = 0; ///< results a tick are doubled for each step of speed
    double m_pending = 0;        ///< part of a result that is due
    size_t m_shown = 0;
};

} // namespace klas::ui
