// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/command.h"

class QMenu;

namespace klas::ui {

class NewProject : public Command {
    Q_OBJECT
public:
    explicit NewProject(const Bench& bench);

protected:
    void run() override;
    bool possible() const override { return !m_bench.work.busy(); }
};

class OpenProject : public Command {
    Q_OBJECT
public:
    explicit OpenProject(const Bench& bench);

protected:
    void run() override;
    bool possible() const override { return !m_bench.work.busy(); }
};

/// Opens the bundled demo where it was made before, or makes it.
class OpenDemo : public Command {
    Q_OBJECT
public:
    explicit OpenDemo(const Bench& bench);

protected:
    void run() override;
    bool possible() const override { return !m_bench.work.busy(); }
};

/// Safetensors with their architecture in the metadata `klas.arch`, or beside a JSON file that tells it.
class AddAnchor : public Command {
    Q_OBJECT
public:
    explicit AddAnchor(const Bench& bench);

protected:
    void run() override;
    bool possible() const override { return m_bench.work.canChangeProject(); }
};

class AddAnchorWithConfig : public Command {
    Q_OBJECT
public:
    explicit AddAnchorWithConfig(const Bench& bench);

protected:
    void run() override;
    bool possible() const override { return m_bench.work.canChangeProject(); }
};

/// Which images the project measures on.
class ChooseData : public Command {
    Q_OBJECT
public:
    explicit ChooseData(const Bench& bench);

protected:
    void run() override;
    bool possible() const override { return m_bench.work.canChangeProject(); }
};

class Quit : public Command {
    Q_OBJECT
public:
    explicit Quit(const Bench& bench);

protected:
    void run() override { m_bench.window.close(); }
};

/// The submenu of recent projects, filled when it opens; files that are gone leave it when they are chosen.
QMenu* recentMenu(const Bench& bench);

} // namespace klas::ui
