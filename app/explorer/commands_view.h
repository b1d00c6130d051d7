// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/command.h"
#include "app/explorer/settings.h"

class QMenu;

namespace klas::ui {

/// System, light or dark, remembered.
QMenu* appearanceMenu(const Bench& bench);

/// A few letters of a command, and it runs.
class ShowCommands : public Command {
    Q_OBJECT
public:
    explicit ShowCommands(const Bench& bench);

protected:
    void run() override;
};

class ShowShortcuts : public Command {
    Q_OBJECT
public:
    explicit ShowShortcuts(const Bench& bench);

protected:
    void run() override;
};

class About : public Command {
    Q_OBJECT
public:
    explicit About(const Bench& bench);

protected:
    void run() override;
};

/// Opens the preferences; says what was changed there.
class ShowPreferences : public Command {
    Q_OBJECT
public:
    explicit ShowPreferences(const Bench& bench);

Q_SIGNALS:
    void changed(const klas::ui::settings::Preferences& preferences);

protected:
    void run() override;
};

} // namespace klas::ui
