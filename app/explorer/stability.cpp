// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/stability.h"

#include "core/analysis/arch.h"
#include "core/analysis/bootstrap.h"
#include "widgets/bridge/text.h"

#include <QPointer>
#include <QThreadPool>

namespace klas::ui {

namespace {

constexpr int kResamples = 200; ///< as `klas select` draws them
constexpr int kPauseMs = 60;    ///< while a person drags a slider nobody reads it

} // namespace

std::optional<StabilityQuestion> stabilityQuestion(const ProjectState& project, const PairView& view) {
    if (view.methods.empty() || view.methods.front() != "klas" || view.source == view.target) return {};
    const Anchor *source = project.anchor(view.source), *target = project.anchor(view.target);
    const ScoreMatrix *kl = project.matrix(view.source, view.target, thetaOf(view)),
                      *self = project.matrix(view.target, view.target, thetaOf(view));
    if (!source || !target || !kl || !self || !kl->complete || !self->complete) return {};
    StabilityQuestion question{requestOf(view, "klas"), netCard(source->arch), netCard(target->arch),
                               kl->measure, kl->key, self->key};
    question.request.resamples = kResamples;
    question.source.name = view.source;
    question.target.name = view.target;
    return question;
}

Stability::Stability(ProjectSession& session, QObject* parent)
    : QObject(parent)
    , m_session(session) {
    m_pause.setSingleShot(true);
    m_pause.setInterval(kPauseMs);
    connect(&m_pause, &QTimer::timeout, this, &Stability::read);
}

Stability::~Stability() {
    ++*m_newest;
}

void Stability::ask(std::optional<StabilityQuestion> question) {
    ++*m_newest;
    m_question = std::move(question);
    m_question ? m_pause.start() : m_pause.stop();
}

void Stability::read() {
    m_session.read([newest = m_newest, number = m_newest->load(), self = QPointer<Stability>(this), asked = std::move(*m_question)](const Project& project) {
        if (*newest != number) return; // while it waited for the store a newer question came
        auto kl = project.matrix(asked.source.name, asked.target.name, asked.measure);
        auto targetSelf = project.matrix(asked.target.name, asked.target.name, asked.measure);
        if (!kl || !targetSelf || kl->key != asked.pairKey || targetSelf->key != asked.selfKey) return;
        if (!canResample(*kl, *targetSelf)) return;
        QThreadPool::globalInstance()->start([newest, number, self, asked, kl = std::move(*kl), targetSelf = std::move(*targetSelf)] {
            if (*newest != number) return;
            Selection selection;
            try {
                selection = select(asked.request, {asked.source, asked.target, &kl, &targetSelf, nullptr});
            } catch (const std::exception&) {
                return; // the view has shown the sentence already
            }
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [self, number, selection = std::move(selection)] {
                    if (self) self->answer(number, selection);
                },
                Qt::QueuedConnection);
        });
    });
}

void Stability::answer(quint64 question, const Selection& selection) {
    if (question == *m_newest) Q_EMIT answered(selection);
}

} // namespace klas::ui
