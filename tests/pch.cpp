// SPDX-License-Identifier: GPL-3.0-or-later
// Exists so that the tests of a floor can share one precompiled header.
