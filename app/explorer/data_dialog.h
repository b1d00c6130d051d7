// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/data_preview.h"

#include <QDialog>

class QDialogButtonBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace klas::ui {

/// Which images a project measures on, and how they are split. What the folder holds is looked at while the dialog is
/// open; images that cannot be used as asked cannot be accepted, and the dialog says why.
class DataDialog : public QDialog {
    Q_OBJECT
public:
    /// `loses`: whether another choice removes results, which is then said.
    DataDialog(const DataSpec& data, bool loses, QWidget* parent = nullptr);

    DataSpec data() const;
    void setAcceptText(const QString& verb);

private:
    void check();
    void browse();
    void show(const DataSummary& summary);
    void say(const QString& found, bool usable);
    QSpinBox* images(long value, const QString& name, const QString& all);

    DataSpec m_before;
    bool m_loses;
    QLineEdit* m_folder;
    QSpinBox *m_train, *m_validation, *m_test, *m_seed;
    QDoubleSpinBox *m_mean, *m_stddev;
    QLabel *m_found, *m_note;
    DataPreview m_preview;
    std::string m_kind; ///< as the preview recognised it
    QDialogButtonBox* m_buttons;
};

} // namespace klas::ui
