// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/report_page.h"

#include "core/base/error.h"
#include "core/base/version.h"
#include "widgets/bridge/text.h"
#include "widgets/plot/series_style.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QPageLayout>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <algorithm>
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
    for (const SelectedStitch& s : selection.stitches)
        rows.push_back({qstr(text(s.stitch)), s.bucket ? QString::number(*s.bucket + 1) : QStringLiteral("–"), shortNumber(double(s.cost.flops), kLocale),
                        shortNumber(double(s.cost.params), kLocale), orDash(s.omega, kLocale), orDash(s.sigma, kLocale), orDash(s.gamma, kLocale)});
    return rows;
}

/// Returns how many rows found room.
size_t drawTable(QPainter& painter, const std::vector<QStringList>& rows, const QRectF& room) {
    const double line = painter.fontMetrics().height() * 1.25;
    std::vector<double> width(size_t(rows.front().size()), 0);
    for (const QStringList& row : rows)
        for (int c = 0; c < row.size(); ++c)
            width[size_t(c)] = std::max(width[size_t(c)], painter.fontMetrics().horizontalAdvance(row[c]) + line);
    const auto fits = std::min(rows.size(), size_t(std::max(0.0, room.height() / line)));
    for (size_t r = 0; r < fits; ++r) {
        double x = room.x();
        for (int c = 0; c < rows[r].size(); ++c) {
            painter.drawText(QRectF(x, room.y() + double(r) * line, width[size_t(c)] - line / 2, line),
                             int(c == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter | Qt::TextSingleLine, rows[r][c]);
            x += width[size_t(c)];
        }
        if (r == 0) painter.drawLine(QPointF(room.x(), room.y() + line), QPointF(std::min(x, room.right()), room.y() + line));
    }
    return fits;
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
    const double top = all.y() + 40, gap = 16, figureHeight = all.height() * 0.55, half = both ? (all.width() - gap) / 2 : all.width();
    if (page.heatmap) drawFigure(painter, page.heatmap, page.figure, {all.x(), top, half, figureHeight});
    if (page.tradeoff) drawFigure(painter, page.tradeoff, page.figure, {both ? all.x() + half + gap : all.x(), top, half, figureHeight});

    const double below = top + figureHeight + gap, foot = all.bottom() - 16;
    if (!page.selections.empty() && !page.selections.front().stitches.empty()) {
        const Selection& selection = page.selections.front();
        const auto rows = tableOf(selection);
        painter.drawText(QPointF(all.x(), below + 12), Page::tr("%1 chooses %2 stitches").arg(methodStyle(selection.method).title).arg(selection.stitches.size()));
        const QRectF room(all.x(), below + 22, all.width(), foot - below - 44);
        const size_t shown = drawTable(painter, rows, room);
        if (shown < rows.size())
            painter.drawText(QPointF(all.x(), foot - 8), Page::tr("and %1 more").arg(rows.size() - shown));
    }
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
