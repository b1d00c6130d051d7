// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/project.h"

namespace klas {

/// Throws Error where a run of that name, or a job that is to make one, trains other networks or by another
/// recipe: its files would be in the way, and the job could only fail.
void requireOwnRun(const Project& project, const FinetuneRequest& request);

/// The name, with the first number behind it that neither a run nor an open job has.
std::string freeRunName(const Project& project, const std::string& wanted);

} // namespace klas
