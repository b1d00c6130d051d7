// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/compare_box.h"

#include "widgets/bridge/text.h"

#include <QSignalBlocker>
#include <QStandardItemModel>
#include <algorithm>

namespace klas::ui {

namespace {

struct Offer {
    QString text, tip;
    QStringList pair; ///< empty: Nothing; "direction"; source and target
    bool possible = true;
};

} // namespace

CompareBox::CompareBox(QWidget* parent)
    : QComboBox(parent) {
    setAccessibleName(tr("Compare with"));
    setToolTip(tr("Shows the difference A minus B: A is the pair in view, B what is chosen here.\n"
                  "Other Direction compares crosswise: source block i and target block j of A meet row j, column i of B, the same two blocks.\n"
                  "Another pair is compared block by block: row i, column j of A meets row i, column j of B."));
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    offer({}, {}, {});
}

void CompareBox::offer(const ProjectState& project, const PairView& view, const ShortNames& names) {
    const auto stored = [](const ScoreMatrix* matrix) { return matrix && matrix->complete; };
    const ScoreMatrix *own = project.matrix(view.source, view.target, view.measure), *back = project.matrix(view.target, view.source, view.measure);
    std::string now = view.source + '\n' + view.target + '\n' + (stored(back) ? "back" : "") + '\n' + names.prefix().toStdString();
    for (const ScoreMatrix& m : project.matrices)
        if (m.complete && m.measure == view.measure) now += '\n' + m.source + '\n' + m.target;
    if (now == m_offered) return; // sliders ask many times
    m_offered = now;
    std::vector<Offer> offers{{tr("Nothing"), tr("The scores themselves"), {}},
                              {tr("Other Direction"), stored(back) ? tr("%1 → %2, crosswise").arg(qstr(view.target), qstr(view.source)) : tr("Not analysed yet"),
                               {QStringLiteral("direction")}, stored(back)}};
    for (const ScoreMatrix& m : project.matrices)
        if (own && &m != own && m.complete && m.measure == view.measure && m.rows() == own->rows() && m.columns() == own->columns())
            offers.push_back({names(m.source) + QStringLiteral(" → ") + names(m.target),
                              tr("%1 → %2, block by block").arg(qstr(m.source), qstr(m.target)), {qstr(m.source), qstr(m.target)}});
    std::sort(offers.begin() + 2, offers.end(), [](const Offer& a, const Offer& b) { return a.pair < b.pair; }); // not as they came

    const QSignalBlocker quiet(this);
    const QVariant before = currentData();
    clear();
    for (const Offer& offer : offers) {
        addItem(offer.text, offer.pair);
        setItemData(count() - 1, offer.tip, Qt::ToolTipRole);
        if (!offer.possible) static_cast<QStandardItemModel*>(model())->item(count() - 1)->setEnabled(false);
    }
    int again = findData(before);
    if (again >= 0 && !offers[static_cast<size_t>(again)].possible) again = 0;
    setCurrentIndex(std::max(again, 0));
}

void CompareBox::choose(const CompareWith& choice) {
    const QSignalBlocker quiet(this);
    const QStringList pair = choice.kind == CompareWith::Kind::Pair             ? QStringList{qstr(choice.source), qstr(choice.target)}
                             : choice.kind == CompareWith::Kind::OtherDirection ? QStringList{QStringLiteral("direction")}
                                                                                : QStringList();
    const int at = findData(pair);
    setCurrentIndex(at >= 0 && static_cast<QStandardItemModel*>(model())->item(at)->isEnabled() ? at : 0);
}

CompareWith CompareBox::choice() const {
    const QStringList pair = currentData().toStringList();
    if (pair.size() == 2) return {CompareWith::Kind::Pair, pair[0].toStdString(), pair[1].toStdString()};
    return {pair.isEmpty() ? CompareWith::Kind::Nothing : CompareWith::Kind::OtherDirection, {}, {}};
}

} // namespace klas::ui
