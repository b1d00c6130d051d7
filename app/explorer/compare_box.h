// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/pair_view.h"
#include "widgets/bridge/short_names.h"

#include <QComboBox>

namespace klas::ui {

/// What the pair in view can be held against: nothing, its other direction, another analysed pair of the same shape.
class CompareBox : public QComboBox {
    Q_OBJECT
public:
    explicit CompareBox(QWidget* parent = nullptr);

    /// Offers what the project has now for the view's pair and measure; a choice that is no longer there becomes Nothing.
    void offer(const ProjectState& project, const PairView& view, const ShortNames& names);
    CompareWith choice() const;
    /// Nothing where that is not offered.
    void choose(const CompareWith& choice);

private:
    std::string m_offered; ///< what the entries follow from
};

} // namespace klas::ui
