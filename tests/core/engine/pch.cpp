// SPDX-License-Identifier: GPL-3.0-or-later
// Exists so that the tests of this folder can share its precompiled header.
