// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

class QMenu;

namespace klas::ui {

class MessageBar;
class ProjectSession;
class TradeoffPanel;
class TrustPanel;

/// Copy Image and Copy as Command in the menus of the trade-off and of the plot of scores. The image is what the command would
/// write, made by it, at twice the size and in light colours.
class PlotMenu : public QObject {
    Q_OBJECT
public:
    PlotMenu(TradeoffPanel& tradeoff, TrustPanel& trust, const ProjectSession& session, MessageBar& messages, QObject* parent);

Q_SIGNALS:
    void imageCopied();

private:
    QStringList tradeoffWords() const;
    QStringList trustWords() const;
    void fill(QMenu* menu, const QStringList& words, const QString& figure, const QString& klas);
    void copyImage(QStringList words);

    TradeoffPanel& m_tradeoff;
    TrustPanel& m_trust;
    const ProjectSession& m_session;
    MessageBar& m_messages;
};

} // namespace klas::ui
