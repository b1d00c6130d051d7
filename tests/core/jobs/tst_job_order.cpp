// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job_order.h"

#include <QtTest>

using namespace klas;

/// Which waiting jobs may start beside which others.
class TestJobOrder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatMayNotStartYet_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("request");
        QTest::addColumn<QString>("otherState");
        QTest::addColumn<QString>("other");
        QTest::addColumn<bool>("waits");
        const QString a = R"({"run": "r", "recipe": {"steps": 5}, "stitches": [1, 2]})";
        QTest::newRow("an export of a run that is trained") << "export" << R"({"run": "r"})" << "running" << a << true;
        QTest::newRow("of one that is to be trained") << "export" << R"({"run": "r"})" << "pending" << a << true;
        QTest::newRow("of one that was paused") << "evaluate" << R"({"run": "r"})" << "paused" << a << true;
        QTest::newRow("of one that is finished") << "evaluate" << R"({"run": "r"})" << "done" << a << false;
        QTest::newRow("of one that failed: it says so itself") << "evaluate" << R"({"run": "r"})" << "failed" << a << false;
        QTest::newRow("of another") << "evaluate" << R"({"run": "s"})" << "running" << a << false;
        QTest::newRow("as initialised") << "export" << R"({"run": ""})" << "running" << R"({"run": ""})" << false;
        QTest::newRow("a preview") << "preview" << R"({"stitches": [1]})" << "running" << a << false;
        QTest::newRow("the same run twice") << "finetune" << R"({"run": "r", "recipe": {"steps": 9}, "stitches": [3]})" << "running" << a << true;
        QTest::newRow("in turn") << "finetune" << a << "pending" << a << false;
        QTest::newRow("the same work") << "finetune" << R"({"run": "s", "recipe": {"steps": 5}, "stitches": [2, 3]})" << "running" << a << true;
        QTest::newRow("another recipe") << "finetune" << R"({"run": "s", "recipe": {"steps": 6}, "stitches": [1, 2]})" << "running" << a << false;
        QTest::newRow("other stitches") << "finetune" << R"({"run": "s", "recipe": {"steps": 5}, "stitches": [3]})" << "running" << a << false;
        const QString joint = R"({"run": "%1", "recipe": {"mode": "joint", "steps": 5}, "stitches": [%2]})";
        QTest::newRow("the same set jointly") << "finetune" << joint.arg("s", "1, 2") << "running" << joint.arg("r", "1, 2") << true;
        QTest::newRow("another set, sharing a stitch") << "finetune" << joint.arg("s", "2, 3") << "running" << joint.arg("r", "1, 2") << false;
        QTest::newRow("no request at all") << "finetune" << "null" << "running" << "[1]" << false;
    }
    void whatMayNotStartYet() {
        QFETCH(QString, kind);
        QFETCH(QString, request);
        QFETCH(QString, otherState);
        QFETCH(QString, other);
        QFETCH(bool, waits);
        Job first, second;
        first.id = 1;
        first.kind = JobKind::Finetune;
        first.state = jobStateFromText(otherState.toStdString());
        first.request = Json::parse(other.toStdString());
        second.id = 2;
        second.kind = jobKindFromText(kind.toStdString());
        second.request = Json::parse(request.toStdString());
        const auto found = waitsFor(second, {first, second});
        QCOMPARE(found.has_value(), waits);
        if (waits) QCOMPARE(found->id, 1L);
        QVERIFY(!waitsFor(second, {second})); // not for itself
    }
};

QTEST_APPLESS_MAIN(TestJobOrder)
#include "tst_job_order.moc"
