// SPDX-License-Identifier: GPL-3.0-or-later
// A row that goes on in a second line, and tables that say how wide they need to be.
#include "widgets/bridge/tables.h"
#include "widgets/bridge/wrap_layout.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>

using namespace klas::ui;

namespace {

/// Wants 100 x 20 and needs 60.
struct Part : QWidget {
    explicit Part(QSizePolicy::Policy horizontal = QSizePolicy::Preferred) { setSizePolicy(horizontal, QSizePolicy::Fixed); }
    QSize sizeHint() const override { return {100, 20}; }
    QSize minimumSizeHint() const override { return {60, 20}; }
};

} // namespace

class TestWrapLayout : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void partsWrapWhereThereIsNoRoom() {
        QWidget row;
        auto* layout = new WrapLayout(&row);
        std::vector<Part*> parts;
        for (int k = 0; k < 3; ++k)
            layout->addWidget(parts.emplace_back(new Part));
        const int line = row.fontMetrics().xHeight(), gap = line * 3 / 2; // wider between parts than between lines
        row.show();
        row.resize(300 + 2 * gap, 100); // just enough
        QCOMPARE(parts[2]->geometry(), QRect(200 + 2 * gap, 0, 100, 20));
        QCOMPARE(layout->heightForWidth(300 + 2 * gap), 20);
        row.resize(300 + 2 * gap - 1, 100);
        QCOMPARE(parts[1]->geometry(), QRect(100 + gap, 0, 100, 20));
        QCOMPARE(parts[2]->geometry(), QRect(0, 20 + line, 100, 20));
        QCOMPARE(layout->heightForWidth(300 + 2 * gap - 1), 40 + line);
        row.resize(80, 100); // less than one of them wants: as much as there is
        QCOMPARE(parts[1]->geometry(), QRect(0, 20 + line, 80, 20));
        QCOMPARE(layout->sizeHint(), QSize(300 + 2 * gap, 20));
        QCOMPARE(layout->minimumSize(), QSize(60, 20));
        parts[0]->hide();
        row.resize(200 + gap, 100);
        QCOMPARE(parts[2]->geometry(), QRect(100 + gap, 0, 100, 20)); // what is hidden takes no room
    }

    void expandingPartsShareWhatIsLeft() {
        QWidget row;
        auto* layout = new WrapLayout(&row);
        auto *fixed = new Part, *first = new Part(QSizePolicy::Expanding), *second = new Part(QSizePolicy::Expanding);
        first->setMaximumWidth(110);
        for (Part* part : {fixed, first, second})
            layout->addWidget(part);
        const int gap = row.fontMetrics().xHeight() * 3 / 2;
        row.show();
        row.resize(400 + 2 * gap, 40);
        QCOMPARE(fixed->width(), 100);
        QCOMPARE(first->width(), 110);
        QCOMPARE(second->geometry(), QRect(210 + 2 * gap, 0, 190, 20)); // what the first could not take as well
    }

    void aLabelStandsAtItsField() {
        auto* box = new QComboBox;
        box->setMaximumWidth(120);
        const std::unique_ptr<QWidget> part(labelled("&Pair", box));
        part->resize(400, 30);
        part->show();
        const auto* label = part->findChild<QLabel*>();
        QCOMPARE(label->buddy(), box);
        QCOMPARE(box->x(), label->geometry().right() + 1 + part->fontMetrics().xHeight());
    }

    void aStretchedColumnNeedsNoMoreThanItHolds() {
        QStandardItemModel model(2, 2);
        model.setItem(0, 1, new QStandardItem("wide text"));
        const std::unique_ptr<QTableView> table(plainTable(&model, "t"));
        table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
        table->resize(900, 200);
        table->show();
        const int full = fullWidth(table.get());
        QVERIFY2(full < 400, qPrintable(QString::number(full)));
        table->resize(300, 200);
        QCOMPARE(fullWidth(table.get()), full);
        model.setItem(1, 1, new QStandardItem(QString(80, 'm')));
        QVERIFY(fullWidth(table.get()) > full + 300);
    }
};

QTEST_MAIN(TestWrapLayout)
#include "tst_wrap_layout.moc"
