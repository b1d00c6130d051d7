// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/tradeoff_source.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

namespace klas::ui {

TradeoffSource::TradeoffSource(QObject* parent)
    : QObject(parent) {
    connect(&m_soon, &Coalescer::due, this, &TradeoffSource::ask);
}

void TradeoffSource::setProject(const ProjectState& project) {
    if (project.file != m_file) ++m_view;
    m_file = project.file;
    m_inputs = std::make_shared<const TradeoffInputs>(tradeoffInputs(project));
    request();
}

void TradeoffSource::setView(const std::string& split, CostAxis axis) {
    if (split == m_split && axis == m_axis) return;
    ++m_view;
    m_split = split;
    m_axis = axis;
    request();
}

void TradeoffSource::request() {
    m_again = m_busy;
    if (!m_busy) m_soon.request();
}

void TradeoffSource::ask() {
    m_busy = true;
    QThreadPool::globalInstance()->start([self = QPointer<TradeoffSource>(this), view = m_view, inputs = m_inputs, split = m_split, axis = m_axis] {
        TradeoffAnswer answer;
        answer.data = std::make_shared<TradeoffData>(tradeoffOf(*inputs, split, axis));
        answer.all = answer.data->unmeasured == 0 ? answer.data : std::make_shared<TradeoffData>(tradeoffOf(*inputs, split, CostAxis::Flops));
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, view, answer = std::move(answer)] {
                if (self) self->take(view, answer);
            },
            Qt::QueuedConnection);
    });
}

void TradeoffSource::take(quint64 view, const TradeoffAnswer& answer) {
    m_busy = false;
    if (m_again) request();
    if (view == m_view) Q_EMIT answered(answer);
}

} // namespace klas::ui
