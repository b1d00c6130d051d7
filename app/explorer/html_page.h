// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <vector>

namespace klas::ui {

/// Builds one HTML file that needs no other: text is escaped, figures are inline SVG, tables scroll on narrow screens.
class HtmlPage {
public:
    explicit HtmlPage(const QString& title);

    void heading(const QString& text);
    void paragraph(const QString& text);
    void list(const QStringList& items);
    void code(const QString& text);
    /// The first column reads from the left, numbers from the right.
    void table(const QStringList& header, const std::vector<QStringList>& rows);
    /// `svg` as a file would hold it.
    void figure(const QByteArray& svg, const QString& caption);

    QByteArray text() const;

private:
    QString m_title, m_body;
    int m_figures = 0;
};

} // namespace klas::ui
