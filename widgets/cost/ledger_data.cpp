// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/cost/ledger_data.h"

#include "widgets/bridge/text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QStringList>

namespace klas::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("cost", text); }

std::string partOf(JobKind kind) {
    switch (kind) {
    case JobKind::Analyze:
        return "features";
    case JobKind::Preview:
        return "previews";
    case JobKind::Finetune:
        return "finetuning";
    case JobKind::Evaluate:
        return "evaluation";
    case JobKind::Export:
        return "exports";
    }
    return {};
}

} // namespace

LedgerInputs ledgerInputs(const ProjectState& project) {
    LedgerInputs in;
    in.anchors = project.anchors;
    in.probes = project.probes;
    for (const ScoreMatrix& m : project.matrices) {
        if (!m.complete) continue;
        ScoreMatrix light(m.rows(), m.columns(), false);
        light.source = m.source;
        light.target = m.target;
        light.measure = m.measure;
        light.images = m.images;
        in.matrices.push_back(std::move(light));
    }
    for (const Evaluation& e : project.evaluations) {
        Evaluation light;
        light.run = e.run;
        light.images = e.images;
        light.cost = e.cost;
        in.evaluations.push_back(std::move(light));
    }
    in.runs = project.runs;
    for (const Job& job : project.jobs) {
        const QDateTime from = QDateTime::fromString(qstr(job.started), Qt::ISODate), to = QDateTime::fromString(qstr(job.finished), Qt::ISODate);
        if (from.isValid() && to.isValid() && from <= to) in.jobs.push_back({partOf(job.kind), double(from.secsTo(to))});
    }
    return in;
}

LedgerAnswer ledgerAnswer(const LedgerInputs& inputs) {
    LedgerAnswer answer{costLedger(inputs), {}};
    answer.pipeline = pipelineCost(inputs, answer.rows);
    return answer;
}

QString partTitle(const std::string& part) {
    if (part == "features") return tr("Features");
    if (part == "matrices") return tr("Matrices");
    if (part == "previews") return tr("Previews");
    if (part == "finetuning") return tr("Finetuning");
    if (part == "evaluation") return tr("Evaluation");
    if (part == "exports") return tr("Exports");
    return qstr(part);
}

QString whatTitle(const std::string& what) {
    return what == "jobs, from start to end" ? tr("jobs, from start to end") : what == "chosen by hand" ? tr("chosen by hand") : qstr(what);
}

QString pipelineText(const PipelineCost& cost, const QLocale& locale) {
    const auto flops = [&](double value) { return tr("%1FLOPs").arg(shortNumber(value, locale)); };
    const auto count = [&](auto value) { return locale.toString(qlonglong(value)); };
    const auto times = [&](double value) { return number(value, locale); };
    if (cost.anchors == 0) return tr("Analyse the anchors to see what KLAS needs before it chooses.");
    QStringList sentences;
    const QString choosing = tr("features of %1 anchors %2, KL %3").arg(count(cost.anchors), flops(cost.features), flops(cost.kl));
    const auto whole = cost.whole();
    if (whole)
        sentences << tr("KLAS from the first feature to a finished run: %1 (%2, training %3).").arg(flops(*whole), choosing, flops(cost.klas->flops));
    else
        sentences << tr("KLAS has chosen for %1 (%2); no run of a selection of KLAS is finished yet.").arg(flops(cost.features + cost.kl), choosing);
    if (cost.snnet)
        sentences << (whole ? tr("SN-Net, which measures nothing first: %1, %2 times that.").arg(flops(cost.snnet->flops), times(cost.snnet->flops / *whole))
                            : tr("SN-Net, which measures nothing first: %1.").arg(flops(cost.snnet->flops)));
    else
        sentences << tr("No run of SN-Net's selection is finished.");
    if (whole && cost.every)
        sentences << tr("Each of the %1 stitches of %2 → %3 trained alone as long as that run: %4, %5 times that.")
                         .arg(count(cost.stitches), qstr(cost.source), qstr(cost.target), flops(*cost.every), times(*cost.every / *whole));
    return sentences.join(QLatin1Char(' '));
}

} // namespace klas::ui
