// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/buttons.h"

#include <QAction>
#include <QPushButton>

namespace klas::ui {

QPushButton* buttonFor(QAction* action) {
    auto* button = new QPushButton(action->text());
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    const auto follow = [button, action] {
        button->setText(action->text());
        button->setEnabled(action->isEnabled());
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        button->setToolTip(keys.isEmpty() ? action->toolTip() : QStringLiteral("%1 (%2)").arg(action->toolTip(), keys));
    };
    QObject::connect(action, &QAction::changed, button, follow);
    follow();
    return button;
}

} // namespace klas::ui
