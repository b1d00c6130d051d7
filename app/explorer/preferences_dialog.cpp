// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/preferences_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QSpinBox>
#include <QThread>
#include <QVBoxLayout>

namespace klas::ui {

namespace {

QSpinBox* whole(int low, int high, int value, const QString& name, const QString& tip) {
    auto* box = new QSpinBox;
    box->setRange(low, high);
    box->setGroupSeparatorShown(true);
    box->setValue(value);
    box->setAccessibleName(name);
    box->setToolTip(tip);
    return box;
}

QIcon mapIcon(ColorMap map, const QSize& size) {
    QPixmap pixmap(size);
    QPainter painter(&pixmap);
    for (int x = 0; x < size.width(); ++x) {
        painter.setPen(QColor(colorAt(map, x / double(size.width() - 1))));
        painter.drawLine(x, 0, x, size.height());
    }
    painter.end();
    return pixmap;
}

} // namespace

PreferencesDialog::PreferencesDialog(QWidget* parent)
    : QDialog(parent)
    , m_theme(new QComboBox)
    , m_map(new QComboBox)
    , m_device(new QComboBox)
    , m_runQueue(new QCheckBox(tr("&Run the queue when a project is opened")))
    , m_problem(new QLabel) {
    setWindowTitle(tr("Preferences"));
    const settings::Preferences p = settings::preferences();
    for (const auto& [appearance, name] : {std::pair{Appearance::System, tr("As the system")}, {Appearance::Light, tr("Light")}, {Appearance::Dark, tr("Dark")}})
        m_theme->addItem(name, int(appearance));
    m_theme->setCurrentIndex(m_theme->findData(int(settings::appearance())));
    const QSize strip(fontMetrics().height() * 4, fontMetrics().height() * 3 / 4);
    m_map->setIconSize(strip);
    m_map->addItem(mapIcon(ColorMap::Cividis, strip), tr("Cividis"), int(ColorMap::Cividis));
    m_map->addItem(mapIcon(ColorMap::Viridis, strip), tr("Viridis"), int(ColorMap::Viridis));
    m_map->setCurrentIndex(m_map->findData(int(p.colorMap)));
    m_map->setToolTip(tr("Colours of heatmaps; cividis looks the same with and without colour blindness"));
    m_device->setEditable(true);
    m_device->addItems({QStringLiteral("auto"), QStringLiteral("cpu"), QStringLiteral("cuda"), QStringLiteral("cuda:1")});
    m_device->setCurrentText(p.device);
    m_device->setToolTip(tr("auto takes the first CUDA device, or the CPU where there is none"));
    m_threads = whole(0, settings::kMostThreads, p.threads, tr("Threads"), tr("Of the CPU; this machine has %L1").arg(QThread::idealThreadCount()));
    m_threads->setSpecialValueText(tr("all cores"));
    m_steps = whole(1, settings::kMostSteps, p.steps, tr("Steps"), tr("Optimiser steps of a joint finetuning"));
    m_batch = whole(1, settings::kMostBatch, p.batch, tr("Batch"), tr("Images a step"));
    m_runQueue->setChecked(p.runQueueOnOpen);
    m_runQueue->setToolTip(tr("Else what waits in it waits for Queue > Run Queue"));

    const auto heading = [](const QString& text) {
        auto* label = new QLabel(QStringLiteral("<b>%1</b>").arg(text));
        return label;
    };
    auto* form = new QFormLayout;
    form->addRow(heading(tr("Look")));
    form->addRow(tr("&Theme"), m_theme);
    form->addRow(tr("&Colour map"), m_map);
    form->addRow(heading(tr("Worker")));
    form->addRow(tr("&Device"), m_device);
    form->addRow(tr("T&hreads"), m_threads);
    form->addRow(m_problem);
    form->addRow(heading(tr("Queue")));
    form->addRow(tr("New finetunings: &steps"), m_steps);
    form->addRow(tr("New finetunings: &batch"), m_batch);
    form->addRow(m_runQueue);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    connect(m_theme, &QComboBox::currentIndexChanged, this, [this] {
        const auto appearance = Appearance(m_theme->currentData().toInt());
        settings::setAppearance(appearance);
        Q_EMIT appearanceChanged(appearance);
    });
    connect(m_map, &QComboBox::currentIndexChanged, this, &PreferencesDialog::store);
    connect(m_device, &QComboBox::currentTextChanged, this, &PreferencesDialog::store);
    for (QSpinBox* box : {m_threads, m_steps, m_batch})
        connect(box, &QSpinBox::valueChanged, this, &PreferencesDialog::store);
    connect(m_runQueue, &QCheckBox::toggled, this, &PreferencesDialog::store);
}

settings::Preferences PreferencesDialog::shown() const {
    settings::Preferences p = settings::preferences();
    p.colorMap = ColorMap(m_map->currentData().toInt());
    const QString device = m_device->currentText().trimmed();
    if (settings::isDevice(device)) p.device = device;
    p.threads = m_threads->value();
    p.steps = m_steps->value();
    p.batch = m_batch->value();
    p.runQueueOnOpen = m_runQueue->isChecked();
    return p;
}

void PreferencesDialog::store() {
    const bool known = settings::isDevice(m_device->currentText().trimmed());
    m_problem->setText(known ? QString() : tr("A device is auto, cpu, cuda, or cuda: and a number. Until then %1 stays.").arg(settings::preferences().device));
    m_problem->setVisible(!known);
    const settings::Preferences p = shown();
    if (p == settings::preferences()) return;
    settings::setPreferences(p);
    Q_EMIT preferencesChanged(p);
}

} // namespace klas::ui
