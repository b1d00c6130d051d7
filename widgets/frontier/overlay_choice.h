// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/cascade_question.h"
#include "widgets/frontier/tradeoff_data.h"

#include <QObject>
#include <map>
#include <set>

namespace klas::ui {

/// Which curves lie over the trade-off plot, and where they come from: the cascade of the cheapest and the dearest anchor, which
/// another process computes when it is first wanted; curves that were imported into the project; and the published ones that
/// come with the program, read in another thread.
///
///     overlays->setProject(project);
///     overlays->setView("test", CostAxis::Flops);
///     overlays->setOn("cascade", true);              // changed() when it is there
///     data.overlays = overlays->curves(data);
class OverlayChoice : public QObject {
    Q_OBJECT

public:
    explicit OverlayChoice(QObject* parent = nullptr);

    void setProject(const ProjectState& project);
    void setView(const std::string& split, CostAxis axis);
    /// What the selection in view is expected to reach; nothing where that is not known.
    void setExpected(const std::optional<ExpectedFront>& expected);

    struct Item {
        QString id, title;
        QString what; ///< it is, a sentence
        QString why;  ///< it cannot be shown now; empty where it can
        bool on = false;
    };
    std::vector<Item> items() const;
    void setOn(const QString& id, bool on);
    /// What is on and there.
    std::vector<OverlayCurve> curves(const TradeoffData& data) const;
    /// "The cascade is being computed."; empty while nothing is.
    QString busyText() const;
    /// Why the last computation came to nothing; empty where it did not.
    const QString& problem() const { return m_problem; }

Q_SIGNALS:
    void changed();

private:
    struct Pair {
        QString source, target, key;
    };
    std::optional<Pair> pair() const;
    QString whyNoCascade() const;
    void askForCascade();
    void loadPublished();

    std::string m_file, m_split = "test";
    CostAxis m_axis = CostAxis::Flops;
    bool m_hasData = false;
    std::vector<Anchor> m_anchors;
    std::vector<ReferenceCurve> m_imported, m_published;
    std::optional<ExpectedFront> m_expected;
    std::set<QString> m_on{"expected"};
    std::map<QString, std::vector<CascadePoint>> m_cascades; ///< by Pair::key
    QString m_asked, m_problem;                              ///< key of the open question
    CascadeQuestion m_question;
    bool m_reading = false; ///< or read: once is enough
};

} // namespace klas::ui
