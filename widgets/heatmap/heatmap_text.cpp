// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap/heatmap_text.h"

#include "core/base/version.h"
#include "widgets/bridge/text.h"
#include "widgets/heatmap/difference.h"
#include "widgets/plot/series_style.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <cmath>

namespace klas::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("heatmap", text);
}

const ScoreMatrix* scores(const HeatmapData& data) {
    return data.scores ? &*data.scores : nullptr;
}

const MeasureInfo& measureOf(const HeatmapData& data) {
    return measureInfo(data.scores ? data.scores->measure : std::string("kl"));
}

/// With the temperature where the measure has one to choose.
QString titleOf(const HeatmapData& data) {
    const ScoreMatrix* matrix = scores(data);
    if (matrix && matrix->measure == "kl_temperature") return tr("KL divergence at temperature %1").arg(number(matrix->temperature));
    return qstr(measureOf(data).title);
}

QString withUnit(const QString& text, const std::string& unit) {
    return unit.empty() ? text : text + QLatin1Char(' ') + qstr(unit);
}

QString count(long value) {
    return QLocale().toString(static_cast<qlonglong>(value));
}

QString plainValue(const Json& value) {
    if (value.is_string()) return qstr(value.get<std::string>());
    if (value.is_number_integer()) return QString::number(value.get<qint64>());
    if (value.is_number()) return number(value.get<double>());
    return {};
}

QString arrow(const std::string& source, const std::string& target) {
    return qstr(source) + QStringLiteral(" → ") + qstr(target);
}

QString blockName(const std::string& anchor, int block) {
    return block == 0 ? tr("%1 before block 1").arg(qstr(anchor))
                      : tr("%1 block %2").arg(qstr(anchor)).arg(block);
}

} // namespace

QString imagesText(const ScoreMatrix& matrix) {
    if (!matrix.complete && matrix.imagesInAll > matrix.images)
        return tr("%1 of %2 images").arg(count(matrix.images), count(matrix.imagesInAll));
    return tr("%1 images").arg(count(matrix.images));
}

QString heatmapTitle(const HeatmapData& data) {
    QString title = (data.against ? comparedName(data, false) + tr("; ") + comparedName(data, true) : arrow(data.source, data.target)) +
                    QStringLiteral(": ") + valueLabel(data);
    if (const ScoreMatrix* matrix = scores(data); matrix && !matrix->complete && matrix->imagesInAll > 0)
        title += QStringLiteral(", ") + imagesText(*matrix);
    return title;
}

QString sourceAxisLabel(const HeatmapData& data) {
    return tr("source block (%1)").arg(qstr(data.source));
}

QString targetAxisLabel(const HeatmapData& data) {
    return tr("target block (%1)").arg(qstr(data.target));
}

QString valueLabel(const HeatmapData& data) {
    const MeasureInfo& info = measureOf(data);
    QString label = data.quantity == Quantity::Gamma ? tr("Γ = Ω / Σ") : titleOf(data);
    if (data.quantity == Quantity::Score && !info.unit.empty()) label += QStringLiteral(" (") + qstr(info.unit) + QLatin1Char(')');
    return data.against ? tr("Δ %1 (A minus B)").arg(label) : label;
}

QString directionLabel(const HeatmapData& data) {
    return data.against ? tr("A larger ▲") : tr("more alike ▲");
}

bool largerIsCloser(const HeatmapData& data) {
    return data.quantity == Quantity::Score && measureOf(data).largerIsCloser;
}

bool largerOnTop(const HeatmapData& data) {
    return data.against || largerIsCloser(data);
}

QString comparedName(const HeatmapData& data, bool b) {
    if (!b) return tr("A: %1").arg(arrow(data.source, data.target));
    if (!data.against) return {};
    const QString name = arrow(data.against->source, data.against->target);
    return data.against->crosswise ? tr("B: %1, crosswise").arg(name) : tr("B: %1").arg(name);
}

QString provenanceLine(const HeatmapData& data) {
    if (!data.provenance.empty()) return qstr(data.provenance);
    QStringList parts;
    if (const ScoreMatrix* matrix = scores(data)) {
        parts << titleOf(data) << imagesText(*matrix);
        if (matrix->provenance.is_object()) {
            for (const auto& [name, value] : matrix->provenance.items()) {
                const QString text = plainValue(value);
                if (!text.isEmpty() && text.size() <= 40)
                    parts << qstr(name).replace('_', ' ') + QLatin1Char(' ') + text;
            }
        }
        if (data.against) parts << tr("minus %1").arg(arrow(data.against->source, data.against->target));
        if (!matrix->key.empty()) parts << tr("key %1").arg(qstr(matrix->key).left(12));
    }
    parts << QStringLiteral("KLAS Explorer ") + QLatin1String(kVersion);
    return parts.join(QStringLiteral(" · "));
}

QString selectionTitle(const std::vector<Selection>& selections, size_t index, int stitches) {
    const Selection& selection = selections[index];
    const auto alike = std::count_if(selections.begin(), selections.end(),
                                     [&](const Selection& s) { return s.method == selection.method; });
    const QString title =
        alike > 1 && !selection.name.empty() ? qstr(selection.name) : methodStyle(selection.method).title;
    return tr("chosen by %1 (%2)").arg(title).arg(stitches);
}

QString stateTitle(StitchState state) {
    switch (state) {
    case StitchState::Queued:
        return tr("queued");
    case StitchState::Running:
        return tr("running");
    case StitchState::Done:
        return tr("finetuned");
    case StitchState::Failed:
        return tr("failed");
    case StitchState::None:
        break;
    }
    return {};
}

QString stateText(const CellState& state) {
    const QString done = state.finetuned ? stateTitle(StitchState::Done) : QString();
    if (state.state == StitchState::None || state.state == StitchState::Done) return done;
    const QString work = state.kind == JobKind::Preview    ? tr("preview")
                         : state.kind == JobKind::Evaluate ? tr("evaluation")
                         : state.kind == JobKind::Export   ? tr("export")
                                                           : tr("finetuning");
    const QString how = state.jobState == JobState::Paused        ? tr("paused")
                        : state.jobState == JobState::Interrupted ? tr("interrupted")
                                                                  : stateTitle(state.state);
    const QString open = tr("%1 %2 (job %3)").arg(work, how).arg(state.job);
    return done.isEmpty() ? open : done + QStringLiteral("; ") + open;
}

/// Both values and their difference, and which cell of B it is.
static void addDifference(CellText& text, const HeatmapData& data, const PairTable& other, const PairCell& cell) {
    const PairCell* met = metCell(data, other, cell);
    if (!met) return;
    const ComparedCell both = compared(data, other, cell);
    const std::string unit = data.quantity == Quantity::Gamma ? std::string() : measureOf(data).unit;
    const double delta = both.delta();
    text.lines.emplace_back(tr("A"), withUnit(number(both.a), unit));
    text.lines.emplace_back(tr("B (%1 → %2)").arg(blockName(data.against->source, met->i), blockName(data.against->target, met->j)),
                            withUnit(number(both.b), unit));
    text.lines.emplace_back(tr("Δ = A − B"), withUnit((delta > 0 ? QStringLiteral("+") : QString()) + number(delta), unit));
}

CellText cellText(const HeatmapData& data, const PairTable& table, const PairTable& other, const PairCell& cell) {
    CellText text;
    text.heading = blockName(data.source, cell.i) + QStringLiteral(" → ") + blockName(data.target, cell.j);
    const MeasureInfo& info = measureOf(data);
    const auto add = [&](const QString& label, const QString& value) {
        text.lines.emplace_back(label, value);
    };
    if (!std::isnan(cell.omega))
        add(QStringLiteral("Ω"), withUnit(withError(cell.omega, cell.omegaError), info.unit));
    if (!std::isnan(cell.sigma))
        add(QStringLiteral("Σ"), withUnit(withError(cell.sigma, cell.sigmaError), info.unit));
    if (!std::isnan(cell.gamma)) add(QStringLiteral("Γ"), number(cell.gamma));
    if (data.against) addDifference(text, data, other, cell);
    if (cell.cost) {
        add(tr("cost"), shortNumber(static_cast<double>(cell.cost->flops)) + QStringLiteral("FLOPs"));
        add(tr("parameters"), shortNumber(static_cast<double>(cell.cost->params)));
    }
    if (!cell.selectedBy.empty()) {
        QStringList methods;
        for (const int k : cell.selectedBy)
            methods << methodStyle(data.selections[static_cast<size_t>(k)].method).title;
        methods.removeDuplicates();
        add(tr("chosen by"), methods.join(QStringLiteral(", ")));
    }
    if (const QString state = stateText(data.states.at(cell.i, cell.j)); !state.isEmpty()) add(tr("state"), state);
    if (cell.legal && outsideRange(data, cell.cost)) {
        const bool cheap = cell.cost->flops < data.flopsRange->first;
        const auto limit = static_cast<double>(cheap ? data.flopsRange->first : data.flopsRange->second);
        text.notes.push_back(
            (cheap ? tr("Costs less than the cheaper anchor (%1FLOPs): methods with buckets leave it out.")
                   : tr("Costs more than the dearer anchor (%1FLOPs): methods with buckets leave it out."))
                .arg(shortNumber(limit)));
    }
    if (const ScoreMatrix* matrix = scores(data);
        matrix && !matrix->complete && !std::isnan(cell.omega) && matrix->imagesInAll > 0)
        text.notes.push_back(tr("So far from %1.").arg(imagesText(*matrix)));
    if (cell.unresolved && !std::isnan(cell.gamma))
        text.notes.push_back(tr("Σ is below twice its error, so Γ means nothing here."));
    if (table.self())
        text.notes.push_back(tr("An anchor is not stitched to itself."));
    else if (!cell.legal)
        text.notes.push_back(cell.j == table.columns
                                 ? tr("No stitch: no block of the target would be left to run.")
                                 : tr("No stitch: the two blocks have different grids."));
    else if (cell.j == 0)
        text.notes.push_back(
            tr("Before the target's first block: only baselines stitch here, there is no score."));
    else if (std::isnan(cell.omega))
        text.notes.push_back(scores(data) && data.scores->complete ? tr("This score could not be computed.")
                                                                   : tr("Not computed yet."));
    return text;
}

QString CellText::plain() const {
    QStringList rows{heading};
    for (const auto& [label, value] : lines)
        rows << label + QLatin1Char(' ') + value;
    for (const QString& note : notes)
        rows << note;
    return rows.join(QLatin1Char('\n'));
}

QString CellText::html() const {
    QString html =
        QStringLiteral("<p style='margin:0; white-space:pre'><b>%1</b></p>").arg(heading.toHtmlEscaped());
    html += QStringLiteral("<table cellspacing='0' cellpadding='1'>");
    for (const auto& [label, value] : lines)
        html += QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td><td style='white-space:pre'>%2</td></tr>")
                    .arg(label.toHtmlEscaped(), value.toHtmlEscaped());
    html += QStringLiteral("</table>");
    for (const QString& note : notes)
        html += QStringLiteral("<p style='margin:0'>%1</p>").arg(note.toHtmlEscaped());
    return html;
}

} // namespace klas::ui
