// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

#include <string>

namespace klas::ui {

/// On which images accuracies were measured: test, where curves are reported, or validation, where selections are made.
class SplitBox : public QComboBox {
    Q_OBJECT
public:
    explicit SplitBox(QWidget* parent = nullptr);
    std::string split() const; ///< "test" or "validation"
};

} // namespace klas::ui
