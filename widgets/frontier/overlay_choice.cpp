// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/overlay_choice.h"

#include "core/analysis/arch.h"
#include "core/base/files.h"
#include "core/store/reference_set.h"
#include "widgets/bridge/short_names.h"
#include "widgets/bridge/worker_process.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>
#include <algorithm>
#include <spdlog/spdlog.h>

namespace klas::ui {

static const QString kCascade = QStringLiteral("cascade"), kExpected = QStringLiteral("expected");

OverlayChoice::OverlayChoice(QObject* parent)
    : QObject(parent) {
    connect(&m_question, &CascadeQuestion::found, this, [this](const std::vector<CascadePoint>& points) {
        m_cascades[m_asked] = points;
        m_asked.clear();
        Q_EMIT changed();
    });
    connect(&m_question, &CascadeQuestion::refused, this, [this](const QString& why) {
        m_asked.clear();
        m_problem = why;
        m_on.erase(kCascade);
        Q_EMIT changed();
    });
}

void OverlayChoice::setProject(const ProjectState& project) {
    if (m_file != project.file) {
        m_question.forget();
        m_asked.clear();
        m_problem.clear();
        m_cascades.clear();
        m_on = {kExpected};
    }
    m_file = project.file;
    m_hasData = project.data.has_value();
    m_anchors = project.anchors;
    m_imported = project.references;
    if (project.isOpen() && !m_reading) loadPublished();
    if (m_on.contains(kCascade)) askForCascade();
}

void OverlayChoice::setView(const std::string& split, CostAxis axis) {
    m_split = split;
    m_axis = axis;
    if (m_on.contains(kCascade)) askForCascade();
}

void OverlayChoice::loadPublished() {
    m_reading = true;
    QThreadPool::globalInstance()->start([self = QPointer<OverlayChoice>(this)] {
        std::vector<ReferenceCurve> curves;
        try {
            curves = referenceSet();
        } catch (const std::exception& e) {
            spdlog::warn("{}", e.what()); // the plot is whole without them
        }
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, curves = std::move(curves)] {
                if (!self) return;
                self->m_published = curves;
                Q_EMIT self->changed();
            },
            Qt::QueuedConnection);
    });
}

/// The cheapest anchor first, the dearest after it.
std::optional<OverlayChoice::Pair> OverlayChoice::pair() const {
    const auto cheaper = [](const Anchor& a, const Anchor& b) { return netCard(a.arch).total().flops < netCard(b.arch).total().flops; };
    const auto [low, high] = std::minmax_element(m_anchors.begin(), m_anchors.end(), cheaper);
    if (m_anchors.size() < 2 || !cheaper(*low, *high)) return std::nullopt;
    return Pair{qstr(low->name), qstr(high->name), QStringList{qstr(low->sha256), qstr(high->sha256), qstr(low->name), qstr(high->name), qstr(m_split)}.join('|')};
}

QString OverlayChoice::whyNoCascade() const {
    if (!pair()) return tr("A cascade needs two anchors of different cost");
    if (m_axis != CostAxis::Flops) return tr("A cascade is drawn over its average FLOPs only");
    if (m_cascades.contains(pair()->key)) return {};
    if (!m_hasData) return tr("Choose the project's data first: a cascade is measured on its images");
    for (const Anchor& a : m_anchors)
        if (qstr(a.name) == pair()->source || qstr(a.name) == pair()->target) {
            std::error_code error;
            if (!fs::exists(a.weights, error)) return tr("The weights of %1 are not there any more").arg(qstr(a.name));
        }
    return findWorker().isEmpty() ? tr("The program klas, which computes it, was not found") : QString();
}

std::vector<OverlayChoice::Item> OverlayChoice::items() const {
    std::vector<Item> items;
    items.push_back({kCascade, tr("Cascade of the cheapest and the dearest anchor"),
                     tr("The cheapest anchor answers where it is sure, else the dearest looks too. Both run on all images in another process; nothing is trained"), whyNoCascade(), m_on.contains(kCascade)});
    items.push_back({kExpected, tr("What the selection in view is expected to reach"),
                     tr("Accuracies on the line between the anchors, by KL divergence alone; nothing is measured"),
                     m_axis == CostAxis::Latency ? tr("Latencies are only known of what was run")
                     : m_expected                ? QString()
                                                 : tr("Analyse a pair of anchors first"),
                     m_on.contains(kExpected)});
    const auto add = [&](const ReferenceCurve& curve, bool imported) {
        const QString id = QStringLiteral("reference:") + qstr(curve.name), title = qstr(curve.title.empty() ? curve.name : curve.title);
        const AnchorBox any{1, 2, 0.1, 0.9};
        const QString why = referenceOverlay(curve, m_axis, any) ? QString() : tr("It has no figures for %1").arg(axisName(m_axis));
        items.push_back({id, imported ? tr("%1 (imported)").arg(title) : title,
                         tr("From %1. Where its costs and accuracies are not those of this project it is scaled so that its anchors lie on these ones").arg(qstr(curve.origin)), why, m_on.contains(id)});
    };
    for (const ReferenceCurve& curve : m_imported)
        add(curve, true);
    for (const ReferenceCurve& curve : m_published)
        if (std::none_of(m_imported.begin(), m_imported.end(), [&](const ReferenceCurve& c) { return c.name == curve.name; })) add(curve, false);
    return items;
}

void OverlayChoice::setExpected(const std::optional<ExpectedFront>& expected) {
    if (m_expected == expected) return;
    m_expected = expected;
    if (m_on.contains(kExpected)) Q_EMIT changed();
}

void OverlayChoice::setOn(const QString& id, bool on) {
    on ? void(m_on.insert(id)) : void(m_on.erase(id));
    m_problem.clear();
    if (id == kCascade && on) askForCascade();
    if (id == kCascade && !on) {
        m_question.forget();
        m_asked.clear();
    }
    Q_EMIT changed();
}

void OverlayChoice::askForCascade() {
    if (!whyNoCascade().isEmpty()) return;
    const Pair wanted = *pair();
    if (m_cascades.contains(wanted.key) || m_asked == wanted.key) return;
    m_asked = wanted.key;
    m_question.ask(qstr(m_file), wanted.source, wanted.target, qstr(m_split));
}

std::vector<OverlayCurve> OverlayChoice::curves(const TradeoffData& data) const {
    std::vector<OverlayCurve> curves;
    std::vector<std::string> names;
    for (const Anchor& a : m_anchors)
        names.push_back(a.name);
    const ShortNames shortNames(names);
    const bool cascade = m_on.contains(kCascade) && data.axis == CostAxis::Flops && data.split == m_split;
    if (const auto own = cascade ? pair() : std::nullopt)
        if (const auto at = m_cascades.find(own->key); at != m_cascades.end()) {
            const QString both = tr("cascade of %1 and %2, average FLOPs").arg(shortNames(own->source.toStdString()), shortNames(own->target.toStdString()));
            curves.push_back(cascadeOverlay(at->second, both));
        }
    if (m_expected && m_on.contains(kExpected))
        if (auto curve = expectedOverlay(*m_expected, data.axis)) curves.push_back(std::move(*curve));
    const auto box = data.anchors();
    std::set<std::string> shown;
    for (const auto* set : {&m_imported, &m_published})
        for (const ReferenceCurve& curve : *set)
            if (box && m_on.contains(QStringLiteral("reference:") + qstr(curve.name)) && shown.insert(curve.name).second)
                if (auto overlay = referenceOverlay(curve, data.axis, *box)) curves.push_back(std::move(*overlay));
    return curves;
}

QString OverlayChoice::busyText() const {
    return m_question.busy() ? tr("The cascade is being computed.") : QString();
}

} // namespace klas::ui
