// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/anchors/anchors_model.h"

#include "core/analysis/arch.h"
#include "widgets/plot/series_style.h"
#include "widgets/plot/theme.h"

#include <QIcon>
#include <QPainter>
#include <QPixmap>
#include <algorithm>
#include <filesystem>

namespace klas::ui {

static QIcon swatch(int style) {
    QPixmap pixmap(96, 96); // drawn smaller; large enough for a talk
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(6, 6);
    painter.setPen(QPen(Qt::white, 1)); // sets it off from a selected row
    painter.setBrush(anchorStyle(style).color);
    painter.drawEllipse(QPointF(8, 8), 4.5, 4.5);
    painter.end();
    return pixmap;
}

void AnchorsModel::setProject(const ProjectState& state) {
    beginResetModel();
    m_rows.clear();
    std::vector<std::string> names;
    std::vector<double> params, flops;
    for (size_t k = 0; k < state.anchors.size(); ++k) {
        const Anchor& anchor = state.anchors[k];
        const Cost cost = netCard(anchor.arch).total();
        Row row;
        row.name = qstr(anchor.name);
        row.params = static_cast<double>(cost.params);
        row.flops = static_cast<double>(cost.flops);
        row.style = static_cast<int>(k);
        if (const AnchorAccuracy* accuracy = state.accuracy(anchor.name)) {
            row.top1 = accuracy->top1;
            row.images = accuracy->images;
            row.split = accuracy->split == "test" ? tr("test") : tr("validation");
        }
        std::error_code missing;
        const ProbeReport* probe = state.probe(anchor.name);
        if (!std::filesystem::exists(anchor.weights, missing)) {
            row.state = tr("⚠ weights missing");
            row.details =
                tr("The file %1 is not there. Put it back, or remove the anchor.").arg(qstr(anchor.weights));
        } else if (probe) {
            const auto warnings = static_cast<int>(probe->warnings.size());
            row.state = warnings == 0   ? tr("analysed")
                        : warnings == 1 ? tr("⚠ 1 warning")
                                        : tr("⚠ %L1 warnings").arg(warnings);
            for (const std::string& warning : probe->warnings)
                row.details += qstr(warning) + QStringLiteral("\n");
            row.details = row.details.trimmed();
        } else {
            row.state = row.top1 >= 0 ? tr("measured") : tr("not analysed");
        }
        m_rows.push_back(row);
        names.push_back(anchor.name);
        params.push_back(row.params);
        flops.push_back(row.flops);
    }
    m_names = ShortNames(names);
    m_paramsUnit = ColumnUnit(params);
    m_flopsUnit = ColumnUnit(flops);
    std::stable_sort(m_rows.begin(), m_rows.end(),
                     [](const Row& a, const Row& b) { return a.flops < b.flops; });
    endResetModel();
}

QString AnchorsModel::name(int row) const {
    return row >= 0 && row < rowCount() ? m_rows[static_cast<size_t>(row)].name : QString();
}

int AnchorsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int AnchorsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString AnchorsModel::text(const Row& row, int column) const {
    switch (column) {
    case Name:
        return m_names(row.name.toStdString());
    case Parameters:
        return m_paramsUnit.text(row.params);
    case Flops:
        return m_flopsUnit.text(row.flops);
    case Top1:
        return row.top1 < 0 ? QStringLiteral("–") : percent(row.top1);
    case State:
        return row.state;
    default:
        return {};
    }
}

QString AnchorsModel::toolTip(const Row& row, int column) const {
    if (column == Top1 && row.top1 >= 0)
        return tr("Measured on %L1 %2 images").arg(row.images).arg(row.split);
    if (column == Flops)
        return tr("%L1 FLOPs an image; one multiply-add is 1 FLOP").arg(row.flops, 0, 'f', 0);
    if (column == Parameters) return tr("%L1 parameters").arg(row.params, 0, 'f', 0);
    if (column == Name) return row.name;
    return row.details.isEmpty() ? text(row, column) : row.details;
}

QVariant AnchorsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = m_rows[static_cast<size_t>(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::DecorationRole:
        return column == Name ? QVariant(swatch(row.style)) : QVariant();
    case Qt::TextAlignmentRole:
        return static_cast<int>((column == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::FontRole:
        return column == Name || column == State ? QVariant() : QVariant(tabular({}));
    case StyleIndexRole:
        return row.style;
    case SortRole:
        return column == Parameters ? QVariant(row.params)
               : column == Flops    ? QVariant(row.flops)
               : column == Top1     ? QVariant(row.top1)
                                    : QVariant(text(row, column));
    default:
        return {};
    }
}

QVariant AnchorsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case Name:
            return m_names.prefix().isEmpty() ? QString()
                                              : tr("Every name here starts with %1").arg(m_names.prefix());
        case Parameters:
            return tr("Number of parameters");
        case Flops:
            return tr("FLOPs of one image; one multiply-add is 1 FLOP");
        case Top1:
            return tr("Accuracy of the anchor's own head, as measured here");
        default:
            return {};
        }
    }
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case Name:
        return tr("Anchor");
    case Parameters:
        return m_paramsUnit.prefix().isEmpty() ? tr("Params") : tr("Params (%1)").arg(m_paramsUnit.prefix());
    case Flops:
        return tr("%1FLOPs", "with an SI prefix").arg(m_flopsUnit.prefix());
    case Top1:
        return tr("Top-1");
    default:
        return tr("State");
    }
}

} // namespace klas::ui
