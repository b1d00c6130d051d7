// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/data_dialog.h"

#include "widgets/bridge/text.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <limits>

namespace klas::ui {

namespace {

QDoubleSpinBox* pixelValue(double value, double low, const QString& name) {
    auto* box = new QDoubleSpinBox;
    box->setDecimals(4);
    box->setRange(low, 10);
    box->setSingleStep(0.01);
    box->setValue(value);
    box->setAccessibleName(name);
    return box;
}

} // namespace

QSpinBox* DataDialog::images(long value, const QString& name, const QString& all) {
    auto* box = new QSpinBox;
    box->setRange(0, std::numeric_limits<int>::max());
    box->setSpecialValueText(all);
    box->setGroupSeparatorShown(true);
    box->setSingleStep(1000);
    box->setValue(static_cast<int>(value));
    box->setAccessibleName(name);
    connect(box, &QSpinBox::valueChanged, this, &DataDialog::check);
    return box;
}

DataDialog::DataDialog(const DataSpec& data, bool loses, QWidget* parent)
    : QDialog(parent)
    , m_before(data)
    , m_loses(loses)
    , m_folder(new QLineEdit(QDir::toNativeSeparators(qstr(data.path))))
    , m_train(images(data.trainImages, tr("Training images"), tr("all that remain")))
    , m_validation(images(data.validationImages, tr("Validation images"), tr("all that remain")))
    , m_test(images(data.testImages, tr("Test images"), tr("all")))
    , m_seed(images(static_cast<long>(data.seed), tr("Seed of the split"), {}))
    , m_mean(pixelValue(data.mean, -10, tr("Mean of pixel values")))
    , m_stddev(pixelValue(data.stddev, 0.0001, tr("Standard deviation of pixel values")))
    , m_found(new QLabel)
    , m_note(new QLabel)
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel)) {
    setWindowTitle(tr("Data"));
    m_seed->setSingleStep(1);
    m_folder->setAccessibleName(tr("Folder with the images"));
    m_folder->setMinimumWidth(fontMetrics().averageCharWidth() * 48);
    auto* browseButton = new QPushButton(tr("&Browse…"));
    connect(browseButton, &QPushButton::clicked, this, &DataDialog::browse);
    auto* folder = new QHBoxLayout;
    folder->addWidget(m_folder, 1);
    folder->addWidget(browseButton);

    auto* form = new QFormLayout;
    const auto row = [&](const QString& text, QWidget* field, const QString& tip) {
        field->setToolTip(tip);
        form->addRow(text, field);
    };
    form->addRow(tr("&Folder"), folder);
    qobject_cast<QLabel*>(form->labelForField(folder))->setBuddy(m_folder);
    row(tr("&Validation images"), m_validation, tr("Similarity is measured on these"));
    row(tr("&Training images"), m_train, tr("Probes are trained on these; they never overlap with the validation images"));
    row(tr("T&est images"), m_test, tr("The anchors' accuracy is reported on these"));
    row(tr("&Seed"), m_seed, tr("Decides which images go where"));
    row(tr("&Mean"), m_mean, tr("Of pixel values between 0 and 1, as the anchors were trained"));
    row(tr("Standard &deviation"), m_stddev, tr("Of pixel values between 0 and 1, as the anchors were trained"));
    for (QLabel* label : {m_found, m_note}) {
        label->setWordWrap(true);
        label->setMinimumHeight(2 * fontMetrics().lineSpacing());
        label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_found->setAccessibleName(tr("What the folder holds"));

    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_found);
    layout->addWidget(m_note);
    layout->addWidget(m_buttons);
    connect(m_folder, &QLineEdit::textChanged, this, &DataDialog::check);
    connect(m_mean, &QDoubleSpinBox::valueChanged, this, &DataDialog::check);
    connect(m_stddev, &QDoubleSpinBox::valueChanged, this, &DataDialog::check);
    connect(&m_preview, &DataPreview::found, this, &DataDialog::show);
    connect(&m_preview, &DataPreview::refused, this, [this](const QString& why) { say(why, false); });
    connect(&m_preview, &DataPreview::unknown, this, [this](const QString& why) { say(why, true); });
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    check();
}

DataSpec DataDialog::data() const {
    DataSpec data = m_before;
    const QString folder = QDir::cleanPath(QDir::fromNativeSeparators(m_folder->text().trimmed()));
    if (folder != qstr(m_before.path)) {
        data.path = folder.toStdString();
        data.name = QDir(folder).dirName().toStdString();
    }
    if (!m_kind.empty()) data.kind = m_kind;
    data.trainImages = m_train->value();
    data.validationImages = m_validation->value();
    data.testImages = m_test->value();
    // What was not touched keeps all its digits.
    if (m_seed->value() != static_cast<int>(m_before.seed)) data.seed = static_cast<std::uint64_t>(m_seed->value());
    if (m_mean->value() != m_mean->valueFromText(m_mean->textFromValue(m_before.mean))) data.mean = m_mean->value();
    if (m_stddev->value() != m_stddev->valueFromText(m_stddev->textFromValue(m_before.stddev)))
        data.stddev = m_stddev->value();
    return data;
}

void DataDialog::check() {
    const QString folder = m_folder->text().trimmed();
    const bool found = !folder.isEmpty() && QDir(folder).exists();
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(found);
    m_found->setText(found ? tr("Looking at the images…") : QString());
    if (found)
        m_preview.ask(data());
    else
        m_preview.forget();
    m_note->setText(folder.isEmpty()                         ? tr("Name the folder with the images.")
                    : !found                                 ? tr("There is no folder %1.").arg(folder)
                    : m_loses && data().key() != m_before.key()
                        ? tr("With other data, everything that was computed with these is removed.")
                        : QString());
}

void DataDialog::show(const DataSummary& summary) {
    m_kind = summary.data.kind;
    say(tr("%1: %L2 classes, images of %3. %L4 to train the probes, %L5 for validation, %L6 to test.")
            .arg(qstr(summary.data.kind).toUpper())
            .arg(summary.classes)
            .arg(QStringLiteral("%1 × %2 × %2").arg(summary.channels).arg(summary.imageSize))
            .arg(summary.train)
            .arg(summary.validation)
            .arg(summary.test),
        true);
}

/// An answer about the folder as it is named now.
void DataDialog::say(const QString& found, bool usable) {
    m_found->setText(found);
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(usable);
}

void DataDialog::setAcceptText(const QString& verb) {
    m_buttons->button(QDialogButtonBox::Ok)->setText(verb);
}

void DataDialog::browse() {
    auto* dialog = new QFileDialog(this, tr("Folder with the Images"), m_folder->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, m_folder,
            [this](const QString& chosen) { m_folder->setText(QDir::toNativeSeparators(chosen)); });
    dialog->open();
}

} // namespace klas::ui
