// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QDialog;
class QLabel;
class QLayout;
class QPushButton;
class QString;

namespace klas::ui {

/// Lays a dialog out: its form, what is wrong with it, Cancel and the button that accepts, which is returned and is what Enter
/// presses.
QPushButton* finishDialog(QDialog& dialog, QLayout* form, QLabel* problem, const QString& accept);

} // namespace klas::ui
