// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/export.h"

#include "core/base/error.h"
#include "core/base/files.h"

#include <QBuffer>
#include <QImage>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <algorithm>

namespace klas::ui {

namespace {

constexpr int kPointsPerInch = 96;
constexpr int kDotsPerMetre = 3780; // 96 per inch
constexpr int kSmallest = 200, kLargest = 10000;

using Draw = std::function<void(QPaintDevice&)>;

void check(const ExportFormat& format) {
    if (!(format.scale >= 1 && format.scale <= 4))
        throw Error("The scale of an exported picture must be between 1 and 4.");
    const auto [small, large] = std::minmax({format.size.width(), format.size.height()});
    if (small < kSmallest || large > kLargest)
        throw Error("An exported figure must be " + std::to_string(kSmallest) + " to " +
                    std::to_string(kLargest) + " points wide and high.");
}

void drawSvg(QBuffer& out, const ExportFormat& format, const QString& title, const Draw& draw) {
    QSvgGenerator svg;
    svg.setOutputDevice(&out);
    svg.setResolution(kPointsPerInch);
    svg.setSize(format.size);
    svg.setViewBox(QRect(QPoint(), format.size));
    svg.setTitle(title);
    svg.setDescription(QStringLiteral("KLAS Explorer"));
    draw(svg);
}

/// A font that the reader's machine does not have must not become a serif one.
void nameFallbackFont(QByteArray& svg) {
    static const QByteArray attribute = "font-family=\"";
    for (auto at = svg.indexOf(attribute); at >= 0; at = svg.indexOf(attribute, at)) {
        at = svg.indexOf('"', at + attribute.size());
        if (at < 0) return;
        svg.insert(at, ", sans-serif");
    }
}

void drawPdf(QBuffer& out, const ExportFormat& format, const QString& title, const Draw& draw) {
    QPdfWriter pdf(&out);
    pdf.setResolution(kPointsPerInch);
    pdf.setPageSize(QPageSize(QSizeF(format.size) / kPointsPerInch, QPageSize::Inch));
    pdf.setPageMargins({});
    pdf.setTitle(title);
    pdf.setCreator(QStringLiteral("KLAS Explorer"));
    draw(pdf);
}

} // namespace

ExportFormat ExportFormat::forFile(const std::filesystem::path& file) {
    std::string ending = file.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : static_cast<char>(c);
    });
    ExportFormat format;
    if (ending == ".png")
        format.kind = Kind::Png;
    else if (ending == ".svg")
        format.kind = Kind::Svg;
    else if (ending == ".pdf")
        format.kind = Kind::Pdf;
    else
        throw Error("Cannot tell how to write " + file.string() +
                    ": its name must end in .svg, .pdf or .png.");
    return format;
}

QImage figureImage(const ExportFormat& format, const QString& title, const Draw& draw) {
    check(format);
    QImage image(format.size * format.scale, QImage::Format_RGB32);
    if (image.isNull())
        throw Error("There is not enough memory for a picture of this size; choose a smaller scale.");
    image.setDotsPerMeterX(kDotsPerMetre);
    image.setDotsPerMeterY(kDotsPerMetre);
    image.setDevicePixelRatio(format.scale);
    image.setText(QStringLiteral("Title"), title);
    image.fill(Qt::white);
    draw(image);
    return image;
}

void writeFigure(const std::filesystem::path& file, const ExportFormat& format, const QString& title,
                 const Draw& draw) {
    check(format);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    switch (format.kind) {
    case ExportFormat::Kind::Png:
        if (!figureImage(format, title, draw).save(&buffer, "PNG")) throw Error("The picture cannot be encoded as PNG.");
        break;
    case ExportFormat::Kind::Svg:
        drawSvg(buffer, format, title, draw);
        break;
    case ExportFormat::Kind::Pdf:
        drawPdf(buffer, format, title, draw);
        break;
    }
    buffer.close();
    if (format.kind == ExportFormat::Kind::Svg) nameFallbackFont(bytes);
    writeFileAtomically(file, std::string_view(bytes.constData(), static_cast<size_t>(bytes.size())));
}

} // namespace klas::ui
