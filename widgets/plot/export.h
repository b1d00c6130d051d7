// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSize>
#include <QString>
#include <filesystem>
#include <functional>

class QPainter;

namespace klas::ui {

/// How a figure is written to a file.
struct ExportFormat {
    enum class Kind { Png, Svg, Pdf };
    Kind kind = Kind::Svg;
    double scale = 1;       ///< PNG: 1..4 pixels per point of the figure
    QSize size{880, 640};   ///< of the figure in points of 1/96 inch; the font has its size on the screen
    bool dark = false;      ///< exports are light unless asked

    /// By the file's ending. Throws Error when it is not .png, .svg or .pdf.
    static ExportFormat forFile(const std::filesystem::path& file);
    /// Throws Error when scale or size are out of range (1..4; 200..10000).
    void check() const;
};

/// Calls `draw` with a painter in points of the figure and writes the file atomically: text stays text in SVG and PDF, and
/// fills stay fills. Throws Error (format out of range, no space, read-only folder); the old file then stays as it was.
void writeFigure(const std::filesystem::path& file, const ExportFormat& format, const QString& title,
                 const std::function<void(QPainter&)>& draw);

} // namespace klas::ui
