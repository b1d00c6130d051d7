// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/dialog_end.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace klas::ui {

QPushButton* finishDialog(QDialog& dialog, QLayout* form, QLabel* problem, const QString& accept) {
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    auto* button = buttons->addButton(accept, QDialogButtonBox::AcceptRole);
    problem->setWordWrap(true);
    auto* layout = new QVBoxLayout(&dialog);
    layout->addLayout(form);
    layout->addWidget(problem);
    layout->addWidget(buttons);
    button->setDefault(true); // in the dialog by now: before, the dialog would not hear of it
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    return button;
}

} // namespace klas::ui
