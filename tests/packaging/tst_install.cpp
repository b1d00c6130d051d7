// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/json.h"

#include <QDirIterator>
#include <QProcess>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <QtTest>

using namespace klas;

namespace {

QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Names of the elements of a well-formed XML file; empty when it is none.
QStringList elements(const QString& path) {
    QXmlStreamReader xml(contents(path));
    QStringList names;
    while (!xml.atEnd())
        if (xml.readNext() == QXmlStreamReader::StartElement) names << xml.name().toString();
    return xml.hasError() ? QStringList() : names;
}

} // namespace

/// Installs into a folder, moves the folder, and uses what is there. The program must not look back at the sources.
class TestInstall : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        const QString first = m_folder.filePath("first");
        QCOMPARE(run(KLAS_CMAKE, {"--install", KLAS_BUILD_DIR, "--prefix", first}), 0);
        m_prefix = m_folder.filePath("elsewhere/with a space");
        QVERIFY(QDir().mkpath(m_folder.filePath("elsewhere")));
        QVERIFY(QDir().rename(first, m_prefix));
    }

    void theDemoComesFromThePrefix() {
        const QString project = m_folder.filePath("x.klas");
        QCOMPARE(run(m_prefix + "/bin/klas", {"project", "new", project, "--demo", "--json"}), 0);
        const Json json = parseJson(m_out.toStdString(), "stdout");
        QVERIFY(json["anchors"].size() >= 2);
        for (const Json& anchor : json["anchors"]) {
            const QString weights = QString::fromStdString(anchor["weights"]);
            QVERIFY2(weights.startsWith(QFileInfo(m_prefix).canonicalFilePath() + "/share/klas-explorer/anchors/"),
                     qPrintable(weights));
            QCOMPARE(sha256File(weights.toStdString()), anchor["sha256"].get<std::string>());
        }
    }

    /// A link to the program, as package managers make them, leads to the same resources.
    void aLinkToTheProgramWorks() {
        const QString link = m_folder.filePath("klas");
        QVERIFY(QFile::link(m_prefix + "/bin/klas", link));
        QCOMPARE(run(link, {"project", "new", m_folder.filePath("y.klas"), "--demo"}), 0);
    }

    void theConfigsOfTheDemoAreArchitectures() {
        QDir anchors(m_prefix + "/share/klas-explorer/anchors");
        const QStringList configs = anchors.entryList({"fashion_*.json"});
        QVERIFY(configs.size() >= 2);
        for (const QString& config : configs)
            QCOMPARE(run(m_prefix + "/bin/klas", {"arch", "show", "--config", anchors.filePath(config), "--json"}), 0);
        QVERIFY(!anchors.exists("make"));
    }

    void theWindowLiesBesideItsWorker() {
        if (!KLAS_HAS_GUI) QSKIP("built without the window");
        QCOMPARE(run(m_prefix + "/bin/klas-explorer", {"--version"}), 0);
        QVERIFY(m_out.startsWith("klas-explorer "));
    }

    void theDesktopKnowsTheProgram() {
        if (!KLAS_HAS_GUI) QSKIP("built without the window");
        const QString share = m_prefix + "/share/";
        const QByteArray desktop = contents(share + "applications/klas-explorer.desktop");
        QVERIFY(desktop.contains("\n[Desktop Entry]\n"));
        QVERIFY(desktop.contains("\nExec=klas-explorer %f\n") && desktop.contains("\nMimeType=application/x-klas;\n"));
        QVERIFY(elements(share + "mime/packages/klas-explorer.xml").contains("glob"));
        QVERIFY(elements(share + "metainfo/klas-explorer.metainfo.xml").contains("release"));
        QVERIFY(!contents(share + "metainfo/klas-explorer.metainfo.xml").contains('@'));
        QVERIFY(elements(share + "icons/hicolor/scalable/apps/klas-explorer.svg").contains("svg"));
    }

    /// The magic number of the MIME type is the one our files carry.
    void theMimeTypeFitsAProject() {
        const QString project = m_folder.filePath("z.klas");
        QCOMPARE(run(m_prefix + "/bin/klas", {"project", "new", project}), 0);
        const QByteArray file = contents(project);
        QVERIFY(file.startsWith("SQLite format 3"));
        QCOMPARE(file.mid(68, 4), QByteArray("KLAS"));
    }

private:
    int run(const QString& program, const QStringList& arguments) {
        QProcess process;
        process.start(program, arguments);
        if (!process.waitForFinished(120000)) process.kill();
        m_out = process.readAllStandardOutput();
        const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
        if (code != 0) qWarning().noquote() << program << arguments << process.readAllStandardError();
        return code;
    }

    QTemporaryDir m_folder;
    QString m_prefix;
    QByteArray m_out;
};

QTEST_APPLESS_MAIN(TestInstall)
#include "tst_install.moc"
