// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/project_state.h"

#include <QDialog>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace klas::ui {

/// Which weights of some stitches are written as which files, and where.
class ExportDialog : public QDialog {
    Q_OBJECT

public:
    /// `run` is the one it begins with, where it is finished and trains them all; else the last such run,
    /// else as initialised.
    ExportDialog(const std::vector<Stitch>& stitches, const ProjectState& project, const std::string& run,
                 QWidget* parent = nullptr);

    std::string run() const; ///< empty: as initialised
    std::vector<std::string> formats() const;
    QString out() const; ///< absolute, without ending

private:
    void browse();
    void check();
    void suggest();

    std::vector<Stitch> m_stitches;
    QString m_folder;
    QString m_suggested;
    QComboBox* m_run;
    QLineEdit* m_out;
    std::vector<std::pair<std::string, QCheckBox*>> m_formats;
    QLabel* m_problem;
    QPushButton* m_accept;
};

} // namespace klas::ui
