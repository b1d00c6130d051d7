// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/command.h"

namespace klas::ui {

class Analyse : public Command {
    Q_OBJECT
public:
    explicit Analyse(const Bench& bench)
        : Command(bench, tr("&Analyse"),
                  tr("Measure the anchors, train probes and compare all blocks of all pairs"),
                  Qt::CTRL | Qt::Key_R) {}

protected:
    void run() override { m_bench.work.analyse(); }
    bool possible() const override { return m_bench.work.canAnalyse(); }
};

class CancelAnalysis : public Command {
    Q_OBJECT
public:
    explicit CancelAnalysis(const Bench& bench)
        : Command(bench, tr("&Cancel"), tr("Stop the analysis; what is finished stays"),
                  Qt::CTRL | Qt::Key_Period) {}

protected:
    void run() override { m_bench.work.cancel(); }
    bool possible() const override { return m_bench.work.analysisRuns(); }
};

} // namespace klas::ui
