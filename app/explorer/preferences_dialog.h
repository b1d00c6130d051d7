// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/settings.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QSpinBox;

namespace klas::ui {

/// Theme, colours, where the worker computes, what new finetunings begin with. Every change is stored and applied at once.
class PreferencesDialog : public QDialog {
    Q_OBJECT
public:
    explicit PreferencesDialog(QWidget* parent = nullptr);

Q_SIGNALS:
    void appearanceChanged(klas::ui::Appearance appearance);
    void preferencesChanged(const klas::ui::settings::Preferences& preferences);

private:
    void store();
    settings::Preferences shown() const;

    QComboBox *m_theme, *m_map, *m_device;
    QSpinBox *m_threads, *m_steps, *m_batch;
    QCheckBox* m_runQueue;
    QLabel* m_problem;
};

} // namespace klas::ui
