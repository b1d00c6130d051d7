// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/finetune_recipe.h"

#include <QDialog>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace klas::ui {

/// How a selection is finetuned: its run's name and the recipe's fields that people change most.
class FinetuneDialog : public QDialog {
    Q_OBJECT

public:
    /// `what` says which stitches; `names` are taken already.
    FinetuneDialog(const QString& what, const QString& name, const FinetuneRecipe& recipe, QStringList names, QWidget* parent = nullptr);

    QString name() const;
    FinetuneRecipe recipe() const;

private:
    void check();

    FinetuneRecipe m_recipe;
    QStringList m_names;
    QLineEdit* m_name;
    QComboBox *m_mode, *m_distillation;
    QSpinBox *m_steps, *m_batch, *m_seed;
    QDoubleSpinBox *m_layerRate, *m_anchorRate, *m_smoothing;
    QLabel* m_problem;
    class QPushButton* m_accept;
};

} // namespace klas::ui
