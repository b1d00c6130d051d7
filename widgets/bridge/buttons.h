// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QAction;
class QPushButton;

namespace klas::ui {

/// A push button that does what an action does, and is named and enabled as it is. Its tooltip names the keys.
QPushButton* buttonFor(QAction* action);

} // namespace klas::ui
