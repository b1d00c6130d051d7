// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/action_list.h"

#include <QAction>
#include <QGuiApplication>
#include <QKeySequence>
#include <QMenu>
#include <QMenuBar>
#include <QPalette>
#include <algorithm>
#include <numeric>

namespace klas::ui {

namespace {

QString plain(QString text) {
    text.replace(QLatin1String("&&"), QChar(0xfffe)).remove('&').replace(QChar(0xfffe), QLatin1String("&"));
    return text;
}

void collect(const QList<QAction*>& actions, const QString& place, std::vector<MenuEntry>& entries) {
    for (QAction* action : actions) {
        if (action->isSeparator() || !action->isVisible()) continue;
        const QString text = plain(action->text());
        if (QMenu* menu = action->menu())
            collect(menu->actions(), place.isEmpty() ? text : QStringLiteral("%1 ▸ %2").arg(place, text), entries);
        else
            entries.push_back({action, place, text});
    }
}

} // namespace

std::vector<MenuEntry> menuEntries(const QMenuBar& bar) {
    std::vector<MenuEntry> entries;
    collect(bar.actions(), {}, entries);
    return entries;
}

int fuzzyScore(const QString& pattern, const QString& text) {
    int score = 1;
    qsizetype at = 0, last = -2;
    for (const QChar typed : pattern) {
        if (typed.isSpace()) continue;
        // A letter that goes on with the run or begins a word counts for more than the next best one.
        qsizetype found = text.indexOf(typed, at, Qt::CaseInsensitive);
        if (found < 0) return 0;
        if (found != last + 1)
            for (qsizetype k = found; k >= 0; k = text.indexOf(typed, k + 1, Qt::CaseInsensitive))
                if (k == 0 || !text[k - 1].isLetterOrNumber()) {
                    found = k;
                    break;
                }
        const bool begins = found == 0 || !text[found - 1].isLetterOrNumber();
        score += found == last + 1 ? 3 : begins ? 4 : 1;
        last = found;
        at = found + 1;
    }
    return score;
}

ActionModel::ActionModel(std::vector<MenuEntry> entries, QObject* parent)
    : QAbstractTableModel(parent)
    , m_entries(std::move(entries)) {
    m_shown.resize(m_entries.size());
    std::iota(m_shown.begin(), m_shown.end(), size_t(0));
}

void ActionModel::setFilter(const QString& pattern) {
    beginResetModel();
    std::vector<std::pair<int, size_t>> fits;
    for (size_t k = 0; k < m_entries.size(); ++k) {
        // The name counts double beside the place it stands in.
        const int own = fuzzyScore(pattern, m_entries[k].text), whole = fuzzyScore(pattern, m_entries[k].place + ' ' + m_entries[k].text);
        if (own || whole) fits.emplace_back(-std::max(2 * own, whole), k);
    }
    if (!pattern.trimmed().isEmpty()) std::stable_sort(fits.begin(), fits.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    m_shown.clear();
    for (const auto& [score, k] : fits)
        m_shown.push_back(k);
    endResetModel();
}

QAction* ActionModel::action(int row) const {
    return row >= 0 && row < rowCount() ? m_entries[m_shown[size_t(row)]].action.data() : nullptr;
}

int ActionModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_shown.size()); }
int ActionModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant ActionModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const MenuEntry& entry = m_entries[m_shown[size_t(index.row())]];
    if (!entry.action) return {};
    if (role == Qt::DisplayRole) {
        if (index.column() == What) return entry.text;
        if (index.column() == Where) return entry.place;
        return entry.action->shortcut().toString(QKeySequence::NativeText);
    }
    if (role == Qt::ToolTipRole)
        return entry.action->isEnabled() ? entry.action->toolTip() : tr("%1 (not possible now)").arg(entry.action->toolTip());
    if (role == Qt::ForegroundRole && !entry.action->isEnabled()) return QGuiApplication::palette().brush(QPalette::Disabled, QPalette::Text);
    if (role == Qt::CheckStateRole && index.column() == What && entry.action->isCheckable())
        return entry.action->isChecked() ? Qt::Checked : Qt::Unchecked;
    return {};
}

QVariant ActionModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return section == What ? tr("Command") : section == Where ? tr("Menu") : tr("Keys");
}

} // namespace klas::ui
