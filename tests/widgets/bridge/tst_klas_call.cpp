// SPDX-License-Identifier: GPL-3.0-or-later
// One command of klas in a process of its own: what it prints, why it does not, and that nobody hears of what
// was forgotten.
#include "widgets/bridge/klas_call.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace klas::ui;

class TestKlasCall : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    /// A program that stands for klas.
    void play(const QByteArray& script) {
        QFile file(m_folder.filePath("klas"));
        QVERIFY(file.open(QFile::WriteOnly));
        file.write("#!/bin/sh\n" + script + '\n');
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        qputenv("KLAS_WORKER", file.fileName().toUtf8());
    }

private Q_SLOTS:
    void cleanupTestCase() { qunsetenv("KLAS_WORKER"); }

    void itAnswersWithWhatIsPrinted() {
        play("echo \"$1 of $2\"; echo a note >&2");
        KlasCall call;
        QSignalSpy answered(&call, &KlasCall::answered), failed(&call, &KlasCall::failed);
        call.start({"data", "images"});
        QVERIFY(call.running());
        QVERIFY(answered.wait(10000));
        QCOMPARE(answered[0][0].toByteArray(), QByteArray("data of images\n"));
        QVERIFY(!call.running() && failed.isEmpty());
    }

    void failures_data() {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<KlasCall::Failure>("how");
        QTest::addColumn<QString>("why");
        QTest::newRow("refused") << QByteArray("echo 'klas: There are no images in x.' >&2; exit 1")
                                 << KlasCall::Failure::Refused << "There are no images in x.";
        QTest::newRow("usage") << QByteArray("echo 'klas: Unknown option.' >&2; exit 2")
                               << KlasCall::Failure::Stopped << "Unknown option.";
        QTest::newRow("silent") << QByteArray("exit 1") << KlasCall::Failure::Stopped << "";
        QTest::newRow("crash") << QByteArray("kill -SEGV $$") << KlasCall::Failure::Stopped << "";
    }
    void failures() {
        QFETCH(QByteArray, script);
        QFETCH(KlasCall::Failure, how);
        QFETCH(QString, why);
        play(script);
        KlasCall call;
        QSignalSpy answered(&call, &KlasCall::answered), failed(&call, &KlasCall::failed);
        call.start({});
        QVERIFY(failed.wait(10000));
        QCOMPARE(failed[0][0].value<KlasCall::Failure>(), how);
        QCOMPARE(failed[0][1].toString(), why);
        QVERIFY(answered.isEmpty() && !call.running());
    }

    void aProgramThatCannotStart() {
        qputenv("KLAS_WORKER", "/nowhere/klas");
        KlasCall call;
        QSignalSpy failed(&call, &KlasCall::failed);
        call.start({});
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(failed[0][0].value<KlasCall::Failure>(), KlasCall::Failure::NotStarted);
        QVERIFY(!failed[0][1].toString().isEmpty() && !call.running());
    }

    void theNewestQuestionAlone() {
        play("[ $1 = slow ] && sleep 60; echo $1");
        KlasCall call;
        QSignalSpy answered(&call, &KlasCall::answered), failed(&call, &KlasCall::failed);
        call.start({"slow"});
        call.start({"quick"});
        QVERIFY(answered.wait(10000));
        QCOMPARE(answered[0][0].toByteArray(), QByteArray("quick\n"));
        call.start({"quick"});
        call.forget();
        QVERIFY(!call.running());
        QTest::qWait(300);
        QVERIFY(answered.count() == 1 && failed.isEmpty());
    }
};

QTEST_MAIN(TestKlasCall)
#include "tst_klas_call.moc"
