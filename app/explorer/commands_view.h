// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/command.h"

class QMenu;

namespace klas::ui {

/// System, light or dark, remembered.
QMenu* appearanceMenu(const Bench& bench);

class About : public Command {
    Q_OBJECT
public:
    explicit About(const Bench& bench);

protected:
    void run() override;
};

} // namespace klas::ui
