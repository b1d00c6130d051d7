// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/data_spec.h"

#include <QDialog>

class QDialogButtonBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace klas::ui {

/// Which images a project measures on, and how they are split. accept() only with a folder that is there; what it holds
/// is checked by the worker, which reads it.
class DataDialog : public QDialog {
    Q_OBJECT
public:
    /// `loses`: whether another choice removes results, which is then said.
    DataDialog(const DataSpec& data, bool loses, QWidget* parent = nullptr);

    DataSpec data() const;

private:
    void check();
    void browse();
    QSpinBox* images(long value, const QString& name, const QString& all);

    DataSpec m_before;
    bool m_loses;
    QLineEdit* m_folder;
    QSpinBox *m_train, *m_validation, *m_test, *m_seed;
    QDoubleSpinBox *m_mean, *m_stddev;
    QLabel* m_note;
    QDialogButtonBox* m_buttons;
};

} // namespace klas::ui
