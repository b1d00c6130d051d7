// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/report_page.h"

#include "core/base/error.h"
#include "core/base/version.h"
#include "widgets/bridge/short_names.h"
#include "widgets/bridge/text.h"
#include "widgets/plot/series_style.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QPageLayout>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <qcustomplot.h>

namespace klas::ui {

namespace {

struct Page {
    Q_DECLARE_TR_FUNCTIONS(klas::ui::Page)
};
const QLocale kLocale = QLocale::c();
constexpr int kDotsPerInch = 96;

/// As large as fits, at the top and in the middle of `room`.
void drawFigure(QCPPainter& painter, const FigureDrawing& figure, const QSize& size, const QRectF& room) {
    const double scale = std::min(room.width() / size.width(), room.height() / size.height());
    painter.save();
    painter.translate(room.x() + (room.width() - scale * size.width()) / 2, room.y());
    painter.scale(scale, scale);
    figure(painter);
    painter.restore();
}

std::vector<QStringList> tableOf(const Selection& selection) {
    std::vector<QStringList> rows{{Page::tr("stitch"), Page::tr("bucket"), Page::tr("FLOPs"), Page::tr("parameters"), Page::tr("Ω, nats"), Page::tr("Σ, nats"),
                                   QStringLiteral("Γ")}};
    std::vector<std::string> anchors;
    for (const SelectedStitch& s : selection.stitches)
        anchors.insert(anchors.end(), {s.stitch.source, s.stitch.target});
    std::sort(anchors.begin(), anchors.end());
    anchors.erase(std::unique(anchors.begin(), anchors.end()), anchors.end());
    const ShortNames names(anchors);
    const auto shortText = [&](const Stitch& s) { return qstr(text(Stitch{names(s.source).toStdString(), s.i, names(s.target).toStdString(), s.j})); };
    for (const SelectedStitch& s : selection.stitches)
        rows.push_back({shortText(s.stitch), s.bucket ? QString::number(*s.bucket + 1) : QStringLiteral("–"), shortNumber(double(s.cost.flops), kLocale),
                        shortNumber(double(s.cost.params), kLocale), orDash(s.omega, kLocale), orDash(s.sigma, kLocale), orDash(s.gamma, kLocale)});
    return rows;
}

using Table = std::vector<QStringList>;

double lineHeight(const QPainter& painter) { return painter.fontMetrics().height() * 1.25; }

/// Each column as wide as its widest cell and the space behind it.
std::vector<double> columnWidths(const QPainter& painter, const Table& rows) {
    std::vector<double> widths(rows.empty() ? 0 : size_t(rows.front().size()), 0);
    for (const QStringList& row : rows)
        for (int c = 0; c < row.size(); ++c)
            widths[size_t(c)] = std::max(widths[size_t(c)], painter.fontMetrics().horizontalAdvance(row[c]) + lineHeight(painter));
    return widths;
}

double tableWidth(const QPainter& painter, const Table& rows) {
    const auto widths = columnWidths(painter, rows);
    return std::accumulate(widths.begin(), widths.end(), 0.0);
}

/// The first `shown` rows. The first `texts` columns read from the left, numbers from the right; the first gives way where there is
/// no room.
void drawTable(QPainter& painter, const Table& rows, int texts, size_t shown, const QRectF& room) {
    const double line = lineHeight(painter);
    std::vector<double> widths = columnWidths(painter, rows);
    const double missing = tableWidth(painter, rows) - room.width();
    if (missing > 0) widths[0] = std::max(4 * line, widths[0] - missing);
    for (size_t r = 0; r < shown; ++r) {
        double x = room.x();
        for (int c = 0; c < rows[r].size(); ++c) {
            const double width = widths[size_t(c)] - line / 2;
            painter.drawText(QRectF(x, room.y() + double(r) * line, width, line), int(c < texts ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter | Qt::TextSingleLine,
                             painter.fontMetrics().elidedText(rows[r][c], Qt::ElideMiddle, int(std::ceil(width)) + 1));
            x += widths[size_t(c)];
        }
        if (r == 0) painter.drawLine(QPointF(room.x(), room.y() + line), QPointF(std::min(x, room.right()), room.y() + line));
    }
}

/// A title with a table below it, in smaller letters where it does not fit otherwise, and how many rows more there are where
/// the room ends all the same.
void drawTitled(QPainter& painter, const QString& title, const Table& rows, int texts, const QRectF& room) {
    constexpr int kSmallest = 9;
    painter.drawText(QPointF(room.x(), room.y() + 12), title);
    const QRectF below = room.adjusted(0, 22, 0, 0);
    const QFont usual = painter.font();
    QFont font = usual;
    while (double(rows.size()) * lineHeight(painter) > below.height() && font.pixelSize() > kSmallest) {
        font.setPixelSize(font.pixelSize() - 1);
        painter.setFont(font);
    }
    const double line = lineHeight(painter);
    const auto fits = size_t(std::max(0.0, below.height() / line));
    const size_t shown = rows.size() <= fits ? rows.size() : fits - std::min<size_t>(fits, 1);
    drawTable(painter, rows, texts, shown, below);
    if (shown < rows.size()) painter.drawText(QPointF(room.x(), below.y() + (double(shown) + 0.8) * line), Page::tr("and %1 more").arg(rows.size() - shown));
    painter.setFont(usual);
}

void draw(QCPPainter& painter, const ReportPage& page, const QRectF& all) {
    QFont font = QGuiApplication::font();
    font.setPixelSize(22);
    painter.setFont(font);
    painter.setPen(Qt::black);
    painter.drawText(all, Qt::AlignLeft | Qt::AlignTop, page.title);
    font.setPixelSize(12);
    painter.setFont(font);
    painter.drawText(all, Qt::AlignRight | Qt::AlignTop, page.data);

    const bool both = page.heatmap && page.tradeoff;
    const double top = all.y() + 40, gap = 16, half = both ? (all.width() - gap) / 2 : all.width();
    const double figureHeight = std::min(all.height() * 0.55, half * page.figure.height() / page.figure.width());
    if (page.heatmap) drawFigure(painter, page.heatmap, page.figure, {all.x(), top, half, figureHeight});
    if (page.tradeoff) drawFigure(painter, page.tradeoff, page.figure, {both ? all.x() + half + gap : all.x(), top, half, figureHeight});

    const double below = top + figureHeight + gap;
    const QRectF tables(all.x(), below, all.width(), all.bottom() - 16 - gap - below);
    const bool chosen = !page.selections.empty() && !page.selections.front().stitches.empty();
    const double costWidth = page.cost.empty() ? 0 : std::min(tableWidth(painter, page.cost), chosen ? 0.4 * all.width() : all.width());
    if (chosen) {
        const Selection& selection = page.selections.front();
        drawTitled(painter, Page::tr("%1 chooses %2 stitches").arg(methodStyle(selection.method).title).arg(selection.stitches.size()), tableOf(selection), 1,
                   tables.adjusted(0, 0, page.cost.empty() ? 0 : -costWidth - 2 * gap, 0));
    }
    if (!page.cost.empty())
        drawTitled(painter, Page::tr("What it has cost"), page.cost, 2, QRectF(chosen ? tables.right() - costWidth : tables.x(), tables.y(), costWidth, tables.height()));
    font.setPixelSize(9);
    painter.setFont(font);
    painter.setPen(QColor(0x55, 0x55, 0x55));
    painter.drawText(all, Qt::AlignLeft | Qt::AlignBottom,
                     Page::tr("KLAS Explorer %1; 1 multiply-add = 1 FLOP; KLAS: arXiv 2605.29259").arg(QLatin1String(kVersion)));
}

} // namespace

void writeReportPage(const fs::path& file, const ReportPage& page) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter pdf(&buffer);
        pdf.setResolution(kDotsPerInch);
        pdf.setPageLayout(QPageLayout(QPageSize(QPageSize::A4), QPageLayout::Landscape, QMarginsF(12, 12, 12, 12), QPageLayout::Millimeter));
        pdf.setTitle(page.title);
        pdf.setCreator(QStringLiteral("KLAS Explorer"));
        QCPPainter painter;
        if (!painter.begin(&pdf)) throw Error("The page cannot be drawn; there may be too little memory.");
        painter.setMode(QCPPainter::pmVectorized);
        draw(painter, page, QRectF(0, 0, pdf.width(), pdf.height()));
    }
    buffer.close();
    writeFileAtomically(file, std::string_view(bytes.constData(), size_t(bytes.size())));
}

} // namespace klas::ui
