// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/html_page.h"

#include <QRegularExpression>

namespace klas::ui {

namespace {

constexpr auto kStyle = R"(
body { font: 15px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem; margin-bottom: .2rem } h2 { font-size: 1.15rem; margin-top: 2.2rem; border-bottom: 1px solid #ccc }
.scroll { overflow-x: auto } table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .2rem .6rem .2rem 0; text-align: right; white-space: nowrap } th:first-child, td:first-child { text-align: left }
thead th { border-bottom: 1px solid #888 } tbody tr:nth-child(even) { background: #f6f6f6 }
figure { margin: 1rem 0 } figure svg { width: 100%; height: auto } figcaption { color: #555; font-size: .9rem }
pre { background: #f6f6f6; padding: .7rem; overflow-x: auto }
@media print { body { max-width: none } })";

/// An SVG inside HTML has no XML declaration, and its ids must not meet those of another.
QString inlined(const QByteArray& svg, int number) {
    QString text = QString::fromUtf8(svg);
    const auto start = text.indexOf(QLatin1String("<svg"));
    if (start < 0) return {};
    text.remove(0, start);
    static const QRegularExpression sizes(QStringLiteral("^<svg[^>]*?\\swidth=\"[^\"]*\"\\s*height=\"[^\"]*\""));
    if (const auto match = sizes.match(text); match.hasMatch()) {
        QString head = match.captured();
        head.remove(QRegularExpression(QStringLiteral("\\swidth=\"[^\"]*\"\\s*height=\"[^\"]*\"")));
        text.replace(0, match.capturedLength(), head);
    }
    const QString prefix = QStringLiteral("f%1-").arg(number);
    text.replace(QRegularExpression(QStringLiteral("\\bid=\"")), QStringLiteral("id=\"") + prefix);
    text.replace(QLatin1String("url(#"), QStringLiteral("url(#") + prefix);
    text.replace(QLatin1String("href=\"#"), QStringLiteral("href=\"#") + prefix);
    return text;
}

QString cells(const QStringList& texts, const QString& tag) {
    QString row;
    for (const QString& text : texts)
        row += QStringLiteral("<%1>%2</%1>").arg(tag, text.toHtmlEscaped());
    return QStringLiteral("<tr>") + row + QStringLiteral("</tr>\n");
}

} // namespace

HtmlPage::HtmlPage(const QString& title)
    : m_title(title) {
    m_body = QStringLiteral("<h1>%1</h1>\n").arg(title.toHtmlEscaped());
}

void HtmlPage::heading(const QString& text) { m_body += QStringLiteral("<h2>%1</h2>\n").arg(text.toHtmlEscaped()); }

void HtmlPage::paragraph(const QString& text) { m_body += QStringLiteral("<p>%1</p>\n").arg(text.toHtmlEscaped()); }

void HtmlPage::list(const QStringList& items) {
    m_body += QStringLiteral("<ul>\n");
    for (const QString& item : items)
        m_body += QStringLiteral("<li>%1</li>\n").arg(item.toHtmlEscaped());
    m_body += QStringLiteral("</ul>\n");
}

void HtmlPage::code(const QString& text) { m_body += QStringLiteral("<pre>%1</pre>\n").arg(text.toHtmlEscaped()); }

void HtmlPage::table(const QStringList& header, const std::vector<QStringList>& rows) {
    m_body += QStringLiteral("<div class=\"scroll\"><table>\n<thead>") + cells(header, QStringLiteral("th")) + QStringLiteral("</thead>\n<tbody>\n");
    for (const QStringList& row : rows)
        m_body += cells(row, QStringLiteral("td"));
    m_body += QStringLiteral("</tbody></table></div>\n");
}

void HtmlPage::figure(const QByteArray& svg, const QString& caption) {
    m_body += QStringLiteral("<figure>") + inlined(svg, ++m_figures) + QStringLiteral("<figcaption>%1</figcaption></figure>\n").arg(caption.toHtmlEscaped());
}

QByteArray HtmlPage::text() const {
    return (QStringLiteral("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>%1</title>\n<style>")
                .arg(m_title.toHtmlEscaped()) +
            QLatin1String(kStyle) + QStringLiteral("\n</style>\n</head>\n<body>\n") + m_body + QStringLiteral("</body>\n</html>\n"))
        .toUtf8();
}

} // namespace klas::ui
