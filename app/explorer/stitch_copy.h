// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/project_state.h"

#include <vector>

class QMenu;

namespace klas::ui {

/// The blocks that run, a line for each stitch, on the clipboard.
void copyStitches(const std::vector<Stitch>& stitches, const ProjectState& project);
/// "Copy Stitch", with the keys shown but not listened to, and "Copy as Command" with what klas would be told to preview and to
/// finetune them; both grey where there are none. `none` says why.
void addCopyActions(QMenu& menu, const std::vector<Stitch>& stitches, const ProjectState& project, const QString& none = {});

} // namespace klas::ui
