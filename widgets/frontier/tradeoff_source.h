// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/tradeoff_data.h"
#include "widgets/plot/coalescer.h"

#include <QObject>
#include <memory>

namespace klas::ui {

/// What the plot and the tables below it show, made together.
struct TradeoffAnswer {
    std::shared_ptr<TradeoffData> data; ///< along the axis
    std::shared_ptr<TradeoffData> all;  ///< over FLOPs, where something lacks a cost along the axis; else the same
};

/// Makes trade-offs in another thread, at most 30 a second, however fast results arrive: while one is being made, later
/// projects wait and the newest of them is next. What was made of another project, split or axis than now is dropped.
///
///     connect(&source, &TradeoffSource::answered, this, &Panel::display);
///     source.setProject(state);                      // copies what it needs, and nothing large
class TradeoffSource : public QObject {
    Q_OBJECT

public:
    explicit TradeoffSource(QObject* parent = nullptr);

    void setProject(const ProjectState& project);
    void setView(const std::string& split, CostAxis axis);
    const std::string& split() const { return m_split; }
    CostAxis axis() const { return m_axis; }

Q_SIGNALS:
    void answered(const klas::ui::TradeoffAnswer& answer);

private:
    void request();
    void ask();
    void take(quint64 view, const TradeoffAnswer& answer);

    std::string m_file, m_split = "test";
    CostAxis m_axis = CostAxis::Flops;
    std::shared_ptr<const TradeoffInputs> m_inputs = std::make_shared<TradeoffInputs>();
    Coalescer m_soon;
    quint64 m_view = 0; ///< counts projects, splits and axes
    bool m_busy = false, m_again = false;
};

} // namespace klas::ui
