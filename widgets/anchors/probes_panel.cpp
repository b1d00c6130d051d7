// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/anchors/probes_panel.h"

#include "widgets/bridge/tables.h"
#include "widgets/bridge/text.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace klas::ui {

ProbesPanel::ProbesPanel(QWidget* parent)
    : QWidget(parent)
    , m_model(this)
    , m_title(new QLabel)
    , m_table(plainTable(&m_model, tr("Probes of the selected anchor")))
    , m_head(new QLabel)
    , m_warnings(new QLabel) {
    m_table->verticalHeader()->hide();
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_title->setWordWrap(true);
    m_title->setToolTip(
        tr("After every block a linear probe reads the classes from the block's pooled output; Ω and Σ are "
           "KL divergences between probes."));
    m_head->setWordWrap(true);
    m_head->setToolTip(tr("A self-check: the last probe should say nearly what the anchor's own head says."));
    m_warnings->setWordWrap(true);
    m_warnings->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_warnings->setAccessibleName(tr("Warnings about the probes"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(fontMetrics().xHeight());
    layout->addWidget(m_title);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_head);
    layout->addWidget(m_warnings);
    layout->addStretch(0);
    show({}, nullptr);
}

void ProbesPanel::show(const QString& anchor, const ProbeReport* report) {
    m_model.setProbes(report ? report->blocks : std::vector<ProbeResult>{});
    m_title->setText(anchor.isEmpty() ? tr("Select an anchor to see its probes.")
                     : report         ? tr("Probes of %1").arg(anchor)
                                      : tr("The probes of %1 appear here when it is analysed.").arg(anchor));
    m_table->setVisible(report);
    m_table->setMinimumHeight(4 * m_table->verticalHeader()->defaultSectionSize());
    m_table->setMaximumHeight(m_table->horizontalHeader()->sizeHint().height() + 1 +
                              m_model.rowCount() * m_table->verticalHeader()->defaultSectionSize());
    m_head->setVisible(report);
    QStringList warnings;
    if (report) {
        m_head->setText(tr("Last probe against the anchor's head: KL %1 nats").arg(number(report->headKl)));
        for (const std::string& warning : report->warnings)
            warnings.append(QStringLiteral("⚠ ") + qstr(warning));
    }
    m_warnings->setText(warnings.join(QLatin1Char('\n')));
    m_warnings->setVisible(!warnings.isEmpty());
}

} // namespace klas::ui
