// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/inspector/stitch_card.h"

#include "core/analysis/arch.h"
#include "core/analysis/selection_klas.h"
#include "core/analysis/stitch_space.h"
#include "widgets/bridge/short_names.h"
#include "widgets/bridge/text.h"
#include "widgets/inspector/stitch_state.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace klas::ui {

StitchCard::StitchCard(std::function<const ProjectState&()> project, QWidget* parent)
    : QWidget(parent)
    , m_project(std::move(project))
    , m_strip(new StripDrawing)
    , m_title(new QLabel)
    , m_scores(new QLabel)
    , m_state(new QLabel)
    , m_accuracy(new QLabel)
    , m_controls(new QWidget)
    , m_preview(new QPushButton(tr("Pre&view")))
    , m_finetune(new QPushButton(tr("&Queue Finetuning")))
    , m_export(new QPushButton(tr("&Export…")))
    , m_copy(new QToolButton)
    , m_copyMenu(new QMenu(m_copy)) {
    m_preview->setToolTip(tr("Measure the stitch right after least squares, on validation images"));
    m_finetune->setToolTip(tr("Finetune this stitch alone"));
    m_export->setToolTip(tr("Write the stitched network as configuration, weights or TorchScript"));
    m_copy->setText(tr("C&opy"));
    m_copy->setToolTip(tr("The stitch as text, or as a command for a terminal"));
    m_copy->setPopupMode(QToolButton::InstantPopup);
    m_copy->setFocusPolicy(Qt::StrongFocus);
    m_copy->setMenu(m_copyMenu);
    m_copyMenu->setToolTipsVisible(true);
    for (QLabel* label : {m_title, m_scores, m_state, m_accuracy}) {
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setWordWrap(true);
    }
    const int gap = fontMetrics().xHeight();
    auto* buttons = new QHBoxLayout(m_controls);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->addWidget(m_preview);
    buttons->addWidget(m_finetune);
    buttons->addWidget(m_export);
    buttons->addWidget(m_copy);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap);
    layout->addWidget(m_title);
    layout->addWidget(m_strip);
    layout->addWidget(m_scores);
    layout->addWidget(m_state);
    layout->addWidget(m_accuracy);
    layout->addWidget(m_controls);
    layout->addStretch(1);
    connect(m_preview, &QPushButton::clicked, this, [this] {
        if (m_stitch) Q_EMIT previewWanted(*m_stitch);
    });
    connect(m_finetune, &QPushButton::clicked, this, [this] {
        if (m_stitch) Q_EMIT finetuneWanted(*m_stitch);
    });
    connect(m_export, &QPushButton::clicked, this, [this] {
        if (m_stitch) Q_EMIT exportWanted(*m_stitch);
    });
    refresh();
}

void StitchCard::setStitch(const std::optional<Stitch>& stitch) {
    m_stitch = stitch;
    m_measuring = m_seen = false;
    m_cell = {};
    refresh();
}

void StitchCard::projectChanged(bool writable) {
    m_writable = writable;
    refresh();
}

void StitchCard::setMeasuring(bool measuring) {
    m_measuring = measuring;
    m_seen = false;
    m_jobBefore = m_cell.job;
    refresh();
}

QString StitchCard::scoresText() const { return m_scores->text(); }
QString StitchCard::accuracyText() const { return m_accuracy->text(); }

QString StitchCard::scoreLines(const NetCard& f, const NetCard& g) const {
    const Stitch& s = *m_stitch;
    const Cost cost = stitchCost(f, s.i, g, s.j);
    QString scores = tr("%1FLOPs, %2 parameters").arg(shortNumber(double(cost.flops)), shortNumber(double(cost.params)));
    if (const QString bucket = bucketText(f, g, s, m_buckets); !bucket.isEmpty()) scores += QStringLiteral(", ") + bucket;
    const ScoreMatrix *kl = project().matrix(s.source, s.target, "kl"), *self = project().matrix(s.target, s.target, "kl");
    if (kl && s.j >= 1) {
        const StitchScore score = stitchScore(*kl, self, s.i, s.j);
        if (score.omega) scores += QLatin1Char('\n') + tr("Ω %1").arg(withError(*score.omega, kl->hasErrors() ? kl->error(s.i, s.j) : NAN));
        if (score.sigma) scores += tr(",  Σ %1").arg(number(*score.sigma));
        if (score.gamma) scores += tr(",  Γ %1").arg(number(*score.gamma));
        if (score.unresolved) scores += tr(" (Σ below twice its error)");
    }
    return scores;
}

void StitchCard::showState() {
    const Anchor *f = project().anchor(m_stitch->source), *g = project().anchor(m_stitch->target);
    const long before = m_cell.job;
    m_cell = stateOf(project(), *m_stitch, netCard(f->arch).depth(), netCard(g->arch).depth());
    if (m_cell.job != before) m_progress.reset();
    m_state->setText(stateSentence(m_cell, project(), *m_stitch, m_progress));
}

/// A preview that was wanted is over once it has left the queue, whatever became of it.
void StitchCard::followPreview() {
    const bool works = m_cell.kind == JobKind::Preview && (m_cell.state == StitchState::Queued || m_cell.state == StitchState::Running);
    const bool failed = m_cell.state == StitchState::Failed && m_cell.job != m_jobBefore;
    if (works)
        m_measuring = true;
    else if (m_seen || failed)
        m_measuring = false;
    m_seen = works;
}

void StitchCard::setBuckets(int buckets) {
    if (buckets == m_buckets) return;
    m_buckets = buckets;
    refresh();
}

void StitchCard::progressed(qlonglong job, const ProgressReport& report) {
    if (m_state->isHidden() || m_cell.state != StitchState::Running || m_cell.job != job) return;
    m_progress = report;
    m_state->setText(stateSentence(m_cell, project(), *m_stitch, m_progress));
}

QString StitchCard::stateText() const { return m_state->text(); }

void StitchCard::refresh() {
    const Anchor *source = m_stitch ? project().anchor(m_stitch->source) : nullptr, *target = m_stitch ? project().anchor(m_stitch->target) : nullptr;
    const bool shown = source && target && source != target;
    for (QWidget* part : std::initializer_list<QWidget*>{m_strip, m_scores, m_state, m_accuracy, m_preview,
                                                         m_finetune, m_export, m_copy})
        part->setVisible(shown);
    if (!shown) {
        m_title->setText(tr("Click a cell of the heatmap to see what that stitch costs and reaches."));
        return;
    }
    NetCard f = netCard(source->arch), g = netCard(target->arch);
    const Stitch& s = *m_stitch;
    const bool legal = s.i >= 1 && s.i <= f.depth() && s.j >= 0 && s.j < g.depth() && isLegal(f, s.i, g, s.j);
    const auto indexOf = [&](const Anchor* a) { return int(a - project().anchors.data()); };
    m_title->setText(tr("<b>%1</b>").arg(qstr(text(s)).toHtmlEscaped()));
    std::vector<std::string> anchors;
    for (const Anchor& a : project().anchors)
        anchors.push_back(a.name);
    const ShortNames names(anchors);
    m_strip->setStitch({names(s.source).toStdString(), s.i, names(s.target).toStdString(), s.j}, f.depth(), g.depth(), indexOf(source), indexOf(target));
    m_preview->setEnabled(legal && m_writable && !m_measuring);
    m_finetune->setEnabled(legal && m_writable);
    m_export->setEnabled(legal && m_writable && project().data);
    if (!legal) {
        m_scores->setText(tr("No stitch is legal here: the two blocks do not share a grid."));
        m_state->clear();
        m_cell = {};
        m_accuracy->clear();
        m_copy->setEnabled(false);
        return;
    }
    m_copy->setEnabled(true);
    m_scores->setText(scoreLines(f, g));
    showState();
    followPreview();

    const Configuration c = Configuration::of(s);
    const Evaluation* initial = nullptr;
    for (const Evaluation& e : project().evaluations)
        if (e.configuration == c && e.run.empty() && e.split == "validation" && (!initial || e.images >= initial->images)) initial = &e;
    if (initial) m_measuring = false;
    m_preview->setEnabled(m_writable && !m_measuring && !initial);
    QStringList lines;
    if (initial)
        lines << tr("as initialised: top-1 %1 (%L2 validation images)").arg(percent(initial->top1, 2)).arg(initial->images);
    else
        lines << (m_measuring ? tr("as initialised: being measured") : tr("as initialised: not measured"));
    const auto before = lines.size();
    for (const FinetuneRun& run : project().runs)
        if (std::any_of(run.stitches.begin(), run.stitches.end(), [&](const StitchTask& t) { return t.stitch == s; })) {
            const Evaluation* last = nullptr;
            for (const Evaluation& e : project().evaluations)
                if (e.configuration == c && e.run == run.name && e.split == "test" && (!last || e.step >= last->step)) last = &e;
            lines << (last ? tr("%1: %2").arg(qstr(run.name), percent(last->top1, 2))
                           : tr("%1: %2 of %3 steps").arg(qstr(run.name)).arg(run.step).arg(run.steps));
        }
    if (lines.size() > before) lines.insert(before, tr("finetuned, top-1 on test images:"));
    constexpr int kMost = 8;
    if (lines.size() > kMost) {
        const auto more = lines.size() - kMost;
        lines = lines.mid(0, kMost);
        lines << tr("and %L1 more runs").arg(more);
    }
    m_accuracy->setText(lines.join(QLatin1Char('\n')));
}

} // namespace klas::ui
