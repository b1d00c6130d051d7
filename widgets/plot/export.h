// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QSize>
#include <QString>
#include <filesystem>
#include <functional>

class QPaintDevice;

namespace klas::ui {

/// How a figure is written to a file.
struct ExportFormat {
    enum class Kind { Png, Svg, Pdf };
    Kind kind = Kind::Svg;
    double scale = 1;     ///< PNG: 1..4 pixels per point of the figure
    QSize size{880, 640}; ///< of the figure in points of 1/96 inch; text has the size it has on the screen
    bool dark = false;    ///< exports are light unless asked

    bool isVector() const { return kind != Kind::Png; }
    /// By the file's ending. Throws Error when it is not .png, .svg or .pdf.
    static ExportFormat forFile(const std::filesystem::path& file);
};

/// The figure as pixels: `format.size` points at `format.scale`, its kind does not matter. Throws Error.
QImage figureImage(const ExportFormat& format, const QString& title, const std::function<void(QPaintDevice&)>& draw);

/// Calls `draw` with a device of `format.size` points and writes the file atomically: text stays text in SVG
/// and PDF, fills stay fills. Throws Error (scale or size out of range, no space, read-only folder); an older
/// file is then untouched.
void writeFigure(const std::filesystem::path& file, const ExportFormat& format, const QString& title,
                 const std::function<void(QPaintDevice&)>& draw);

} // namespace klas::ui
