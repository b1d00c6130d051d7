// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/pipeline_cost.h"
#include "widgets/bridge/project_state.h"

#include <QLocale>
#include <QString>

namespace klas::ui {

/// What a project has cost, part by part, and what that comes to for KLAS.
struct LedgerAnswer {
    std::vector<LedgerRow> rows;
    PipelineCost pipeline;
};

/// What the ledger needs of a project, without what is large in it, so that another thread can work on it.
LedgerInputs ledgerInputs(const ProjectState& project);
LedgerAnswer ledgerAnswer(const LedgerInputs& inputs);

/// LedgerRow::part and LedgerRow::what as they are shown.
QString partTitle(const std::string& part);
QString whatTitle(const std::string& what);

/// KLAS's whole pipeline beside SN-Net's and beside training every stitch, in a few sentences; what is missing is said.
QString pipelineText(const PipelineCost& cost, const QLocale& locale = {});

} // namespace klas::ui
