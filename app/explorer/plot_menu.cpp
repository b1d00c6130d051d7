// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/plot_menu.h"

#include "app/explorer/export_process.h"
#include "app/explorer/message_bar.h"
#include "app/explorer/stitch_words.h"
#include "widgets/bridge/project_session.h"
#include "widgets/bridge/text.h"
#include "widgets/frontier/tradeoff_panel.h"
#include "widgets/trust/trust_panel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QPointer>
#include <QTemporaryDir>
#include <QThreadPool>
#include <memory>

namespace klas::ui {

PlotMenu::PlotMenu(TradeoffPanel& tradeoff, TrustPanel& trust, const ProjectSession& session, MessageBar& messages, QObject* parent)
    : QObject(parent)
    , m_tradeoff(tradeoff)
    , m_trust(trust)
    , m_session(session)
    , m_messages(messages) {
    connect(&tradeoff.view(), &TradeoffView::menuOpening, this, [this](QMenu* menu) {
        QStringList klas{QStringLiteral("klas"), QStringLiteral("frontier"), qstr(m_session.state().file), QStringLiteral("--split"), qstr(m_tradeoff.view().data().split)};
        for (QString& word : klas)
            word = shellWord(word);
        fill(menu, tradeoffWords(), QStringLiteral("trade-off.svg"), klas.join(QLatin1Char(' ')));
    });
    connect(&trust.plot(), &ScorePlot::menuOpening, this, [this](QMenu* menu) {
        if (!m_trust.plot().score().results.empty()) fill(menu, trustWords(), QStringLiteral("scores.svg"), {});
    });
}

/// What follows --export, all but the file to write. The cascade is computed in the window alone.
QStringList PlotMenu::tradeoffWords() const {
    const TradeoffData& data = m_tradeoff.view().data();
    QStringList words{QStringLiteral("frontier"), QStringLiteral("--split"), qstr(data.split), QStringLiteral("--axis"), QString::fromLatin1(axisId(data.axis))};
    QStringList overlays;
    for (const OverlayCurve& overlay : data.overlays)
        if (const QString begin = QStringLiteral("reference:"); overlay.id.startsWith(begin)) overlays << overlay.id.mid(begin.size());
    if (!overlays.isEmpty()) words << QStringLiteral("--overlay") << overlays.join(QLatin1Char(','));
    return words << qstr(m_session.state().file);
}

QStringList PlotMenu::trustWords() const {
    const auto [source, target] = m_trust.pair();
    return {QStringLiteral("trust"), QStringLiteral("--pair"), qstr(source + ":" + target), QStringLiteral("--split"), qstr(m_trust.split()), QStringLiteral("--run"),
            m_trust.runs().currentText(), QStringLiteral("--score"), qstr(m_trust.plot().score().title), qstr(m_session.state().file)};
}

void PlotMenu::fill(QMenu* menu, const QStringList& words, const QString& figure, const QString& klas) {
    menu->setToolTipsVisible(true);
    if (!menu->isEmpty()) menu->addSeparator();
    menu->addAction(tr("Copy &Image"), this, [this, words] { copyImage(words); })->setToolTip(tr("The plot at twice its size and in light colours"));
    QMenu* commands = menu->addMenu(tr("Copy as Co&mmand"));
    const auto add = [this, commands](const QString& text, const QString& line) {
        commands->addAction(text, this, [line] { QGuiApplication::clipboard()->setText(line); })->setToolTip(line);
    };
    commands->setToolTipsVisible(true);
    QStringList line{QStringLiteral("klas-explorer"), QStringLiteral("--export")};
    for (const QString& word : words)
        line << shellWord(word);
    line.insert(3, QStringLiteral("--out ") + figure);
    if (!klas.isEmpty()) add(tr("klas &frontier, the numbers"), klas);
    add(tr("klas-explorer &export, the plot"), line.join(QLatin1Char(' ')));
}

/// In another process and another thread: thousands of markers take longer than a frame.
void PlotMenu::copyImage(QStringList words) {
    const auto folder = std::make_shared<QTemporaryDir>();
    const QString file = folder->filePath(QStringLiteral("plot.png"));
    words << QStringLiteral("--out") << file << QStringLiteral("--scale") << QStringLiteral("2");
    auto* process = new ExportProcess(words, this);
    connect(process, &ExportProcess::failed, this, [this](const QString& sentence) { m_messages.show(MessageBar::Kind::Problem, sentence); });
    connect(process, &ExportProcess::succeeded, this, [this, folder, file] {
        QThreadPool::globalInstance()->start([folder, file, self = QPointer<PlotMenu>(this)] {
            QImage image(file);
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [self, image = std::move(image)] {
                    if (!self) return;
                    QGuiApplication::clipboard()->setImage(image);
                    Q_EMIT self->imageCopied();
                },
                Qt::QueuedConnection);
        });
    });
}

} // namespace klas::ui
