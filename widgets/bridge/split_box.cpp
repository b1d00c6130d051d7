// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/split_box.h"

namespace klas::ui {

SplitBox::SplitBox(QWidget* parent)
    : QComboBox(parent) {
    addItem(tr("Test images"), QStringLiteral("test"));
    addItem(tr("Validation images"), QStringLiteral("validation"));
    setAccessibleName(tr("Images that networks are measured on"));
    setToolTip(tr("Selections are made on validation images; curves are reported on test images"));
}

std::string SplitBox::split() const { return currentData().toString().toStdString(); }

} // namespace klas::ui
