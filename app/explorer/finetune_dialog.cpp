// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/finetune_dialog.h"

#include "app/explorer/dialog_end.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

namespace klas::ui {

namespace {

QSpinBox* whole(int low, int high, long value, const QString& tip) {
    auto* box = new QSpinBox;
    box->setRange(low, high);
    box->setGroupSeparatorShown(true);
    box->setValue(int(value));
    box->setToolTip(tip);
    return box;
}

/// Digits as they are needed: 0.002, not 0.002000.
class RateBox : public QDoubleSpinBox {
public:
    QString textFromValue(double value) const override { return locale().toString(value, 'g', decimals()); }
};

QDoubleSpinBox* rate(double value, const QString& tip, double high = 1) {
    auto* box = new RateBox;
    box->setDecimals(6);
    box->setRange(0, high);
    box->setSingleStep(value > 0 ? value / 2 : 0.01);
    box->setValue(value);
    box->setToolTip(tip);
    return box;
}

} // namespace

FinetuneDialog::FinetuneDialog(const QString& what, const QString& name, const FinetuneRecipe& recipe, QStringList names, QWidget* parent)
    : QDialog(parent)
    , m_recipe(recipe)
    , m_names(std::move(names))
    , m_name(new QLineEdit(name))
    , m_mode(new QComboBox)
    , m_distillation(new QComboBox)
    , m_problem(new QLabel) {
    setWindowTitle(tr("Queue Finetuning"));
    m_mode->addItem(tr("Jointly: one network a step, drawn at random"), QStringLiteral("joint"));
    m_mode->addItem(tr("Each stitch alone"), QStringLiteral("single"));
    m_mode->addItem(tr("Each stitch alone, its layer only"), QStringLiteral("layer"));
    m_mode->setCurrentIndex(m_mode->findData(QString::fromStdString(recipe.mode)));
    m_distillation->addItem(tr("None"), QStringLiteral("none"));
    m_distillation->addItem(tr("Soft, from the largest anchor"), QStringLiteral("soft"));
    m_distillation->addItem(tr("Hard, from the largest anchor"), QStringLiteral("hard"));
    m_distillation->setCurrentIndex(m_distillation->findData(QString::fromStdString(recipe.distillation.kind)));
    m_steps = whole(1, 100'000'000, recipe.steps, tr("Optimiser steps; of each stitch where it is alone"));
    m_batch = whole(1, 65536, recipe.batch, tr("Images a step"));
    m_seed = whole(0, 1'000'000'000, long(recipe.seed), tr("The same seed gives the same networks again"));
    m_layerRate = rate(recipe.layerRate, tr("Learning rate of the stitching layers"));
    m_anchorRate = rate(recipe.anchorRate, tr("Learning rate of the anchors' blocks"));
    m_smoothing = rate(recipe.labelSmoothing, tr("Share of the label that is spread over all classes"), 0.99);

    auto* form = new QFormLayout;
    form->addRow(new QLabel(what));
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&Train"), m_mode);
    form->addRow(tr("&Steps"), m_steps);
    form->addRow(tr("&Batch"), m_batch);
    form->addRow(tr("Rate of &layers"), m_layerRate);
    form->addRow(tr("Rate of &blocks"), m_anchorRate);
    form->addRow(tr("Label s&moothing"), m_smoothing);
    form->addRow(tr("&Distillation"), m_distillation);
    form->addRow(tr("S&eed"), m_seed);
    m_accept = finishDialog(*this, form, m_problem, tr("&Queue"));
    connect(m_name, &QLineEdit::textChanged, this, &FinetuneDialog::check);
    check();
    m_name->selectAll();
}

QString FinetuneDialog::name() const {
    return m_name->text().trimmed();
}

FinetuneRecipe FinetuneDialog::recipe() const {
    FinetuneRecipe r = m_recipe;
    r.mode = m_mode->currentData().toString().toStdString();
    r.steps = m_steps->value();
    r.batch = m_batch->value();
    r.layerRate = m_layerRate->value();
    r.anchorRate = m_anchorRate->value();
    r.labelSmoothing = m_smoothing->value();
    r.distillation.kind = m_distillation->currentData().toString().toStdString();
    r.seed = std::uint64_t(m_seed->value());
    return r;
}

void FinetuneDialog::check() {
    static const QString forbidden = QStringLiteral("/\\:*?\"<>|");
    const QString text = name();
    QString problem;
    if (text.isEmpty())
        problem = tr("The run needs a name.");
    else if (m_names.contains(text))
        problem = tr("There is a run of that name; choose another one.");
    else if (text.startsWith(QLatin1Char('.')) || std::any_of(text.begin(), text.end(), [](QChar c) { return forbidden.contains(c); }))
        problem = tr("The name also names a folder: leave out %1 and a dot in front.").arg(forbidden);
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_accept->setEnabled(problem.isEmpty());
}

} // namespace klas::ui
