// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/progress.h"
#include "core/base/random.h"
#include "core/base/replaced_file.h"

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <ostream>
#include <set>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace klas;

namespace {

template <typename Call>
QString sentence(Call call) {
    try {
        call();
    } catch (const Error& e) {
        return e.what();
    }
    return "no error";
}

} // namespace

class BaseTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_folder = m_dir->path().toStdString();
    }

    void writesAndReads() {
        const fs::path file = m_folder / "a.txt";
        writeFileAtomically(file, "one");
        writeFileAtomically(file, "two\n");
        QCOMPARE(readTextFile(file), std::string("two\n"));
        QCOMPARE(std::distance(fs::directory_iterator(m_folder), fs::directory_iterator()), 1);
    }

    void failedWriteKeepsTheOldFile() {
        const fs::path file = m_folder / "a.txt";
        writeFileAtomically(file, "old");
        QVERIFY_EXCEPTION_THROWN(writeFileAtomically(file,
                                                     [](std::ostream& out) {
                                                         out << "half";
                                                         throw Error("stopped");
                                                     }),
                                 Error);
        QVERIFY_EXCEPTION_THROWN(
            writeFileAtomically(file, [](std::ostream& out) { out.setstate(std::ios::badbit); }), Error);
        QCOMPARE(readTextFile(file), std::string("old"));
        QCOMPARE(std::distance(fs::directory_iterator(m_folder), fs::directory_iterator()), 1);
    }

    void refusesBadFiles() {
        QVERIFY(sentence([&] { readTextFile(m_folder / "none"); }).contains("no such file"));
        QVERIFY(sentence([&] { readTextFile(m_folder); }).contains("not a regular file"));
        QVERIFY(sentence([&] { sha256File(m_folder / "none"); }).contains("Cannot read"));
        QVERIFY(sentence([&] { sha256File(m_folder); }).contains("Cannot read"));
        writeFileAtomically(m_folder / "big", std::string(100, 'x'));
        QVERIFY(sentence([&] { readTextFile(m_folder / "big", 99); }).contains("100 bytes"));
        QVERIFY(
            sentence([&] { writeFileAtomically(m_folder / "no" / "such", "x"); }).contains("Cannot write"));
        QVERIFY(
            sentence([&] { ensureFolder(m_folder / "big" / "below"); }).contains("Cannot create the folder"));
        ensureFolder(m_folder / "x" / "y");
        ensureFolder(m_folder / "x" / "y");
        QVERIFY(fs::is_directory(m_folder / "x" / "y"));
    }

    /// Renaming over a device would replace it, and root would lose /dev/null.
    void onlyRegularFilesAreReplaced() {
        const fs::path pipe = m_folder / "pipe";
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        QVERIFY(sentence([&] { writeFileAtomically(pipe, "x"); }).contains("not a regular file"));
        QVERIFY(fs::is_fifo(pipe));
        QVERIFY(sentence([&] { writeFileAtomically(m_folder, "x"); }).contains("it is a folder"));
        writeFileAtomically(m_folder / "real", "old");
        fs::create_symlink("real", m_folder / "link");
        writeFileAtomically(m_folder / "link", "new");
        QVERIFY(fs::is_symlink(m_folder / "link"));
        QCOMPARE(readTextFile(m_folder / "real"), std::string("new"));
        requireWritable(m_folder / "real");
        requireWritable(m_folder / "another");
        QVERIFY(!fs::exists(m_folder / "another"));
        QVERIFY(sentence([&] { requireWritable(m_folder / "no" / "such"); }).contains("Cannot write"));
    }

    void aFileIsReplacedOnlyWhenItIsGood() {
        const fs::path file = m_folder / "checked";
        writeFileAtomically(file, "old");
        fs::path seen;
        const QString said = sentence([&] {
            replaceWhenGood(file, [&](const fs::path& candidate) {
                seen = candidate;
                writeFileAtomically(candidate, "new");
                if (readTextFile(file) == "old")
                    throw Error("The file " + candidate.string() + " is not good.");
            });
        });
        QCOMPARE(said, QString::fromStdString("The file " + file.string() + " is not good."));
        QCOMPARE(readTextFile(file), std::string("old"));
        QVERIFY(!seen.empty() && seen != file && !fs::exists(seen));
        fs::create_symlink("checked", m_folder / "checked link");
        replaceWhenGood(m_folder / "checked link",
                        [](const fs::path& candidate) { writeFileAtomically(candidate, "new"); });
        QCOMPARE(readTextFile(file), std::string("new"));
        QVERIFY(fs::is_symlink(m_folder / "checked link"));
    }

    void whatAKilledProcessLeftIsRemoved() {
        const fs::path folder = m_folder / "left";
        ensureFolder(folder / "deep");
        const pid_t gone = ::fork();
        if (gone == 0) ::_exit(0);
        ::waitpid(gone, nullptr, 0);
        const std::string dead = ".tmp-" + std::to_string(gone) + "-0",
                          alive = ".tmp-" + std::to_string(::getpid()) + "-0";
        for (const std::string& name : {"a" + dead, "a" + alive, "b" + dead, "deep/c" + dead,
                                        std::string("a"), std::string("a.tmp-x-0"), "a" + dead + "x"})
            writeFileAtomically(folder / name, "x");
        removeLeftovers(folder / "a");
        QVERIFY(!fs::exists(folder / ("a" + dead)) && fs::exists(folder / ("a" + alive)) &&
                fs::exists(folder / ("b" + dead)));
        removeLeftoversIn(folder);
        QVERIFY(!fs::exists(folder / ("b" + dead)) && !fs::exists(folder / ("deep/c" + dead)));
        for (const std::string& name :
             {"a" + alive, std::string("a"), std::string("a.tmp-x-0"), "a" + dead + "x"})
            QVERIFY2(fs::exists(folder / name), name.c_str());
        removeLeftoversIn(folder / "no such");
    }

    void readOnlyFolder() {
        if (::geteuid() == 0) QSKIP("the superuser may write everywhere");
        fs::permissions(m_folder, fs::perms::owner_read | fs::perms::owner_exec);
        QVERIFY(sentence([&] { writeFileAtomically(m_folder / "a", "x"); }).contains("Permission denied"));
        fs::permissions(m_folder, fs::perms::owner_all);
    }

    /// FIPS 180-2, appendix B.
    void sha256OfKnownTexts() {
        const std::string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        QCOMPARE(sha256("abc"), abc);
        QCOMPARE(sha256(""), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(sha256(std::string(1000000, 'a')),
                 std::string("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
        writeFileAtomically(m_folder / "abc", "abc");
        QCOMPARE(sha256File(m_folder / "abc"), abc);
        writeFileAtomically(m_folder / "long", std::string((1 << 20) + 1, 'a'));
        QCOMPARE(sha256File(m_folder / "long"), sha256(std::string((1 << 20) + 1, 'a')));
    }

    void whatIsNotJsonSaysWhere() {
        const auto said = [](const std::string& text) {
            return sentence([&] { parseJson(text, "x.json"); });
        };
        QCOMPARE(said("{\n  \"steps\": 5,\n  \"batch\" 7\n}"),
                 QString("x.json: this is not valid JSON at line 3, column 11 (unexpected number literal; "
                         "expected ':')."));
        QVERIFY2(said("{\"a\": ").contains("at line 1, column 7 (unexpected end of input"),
                 qPrintable(said("{\"a\": ")));
        QVERIFY2(said("").contains("at line 1, column 1 (unexpected end of input"), qPrintable(said("")));
        QVERIFY2(said("[1,\n]").contains("at line 2, column 1 (unexpected ']'"), qPrintable(said("[1,\n]")));
        const QString bytes = said("{\"a\": \"\xff\"}"); // no text: what was read is not repeated
        QVERIFY2(bytes.contains("at line 1, column 8 (invalid string") &&
                     !bytes.contains(QChar::ReplacementCharacter),
                 qPrintable(bytes));
        QVERIFY(said("{\"a\": 1e999}").contains("not valid JSON"));
    }

    void jsonFromOutside() {
        QVERIFY(sentence([] { parseJson("{\"a\": ", "x.json"); }).startsWith("x.json: "));
        QVERIFY(sentence([] { parseJson(std::string(100000, '['), "x.json"); }).contains("too deeply"));
        QVERIFY(parseJson("\"" + std::string(1000, '[') + "\\\"[\"", "x.json").is_string());
        const Json json = parseJson(R"({"n": 3, "text": "x", "none": null})", "x.json");
        QCOMPARE(requiredField<int>(json, "n", "x.json"), 3);
        QCOMPARE(
            sentence([&] { requiredField<int>(json, "text", "x.json"); }),
            QString("x.json: the field \"text\" has the wrong type: it must be a whole number, not \"x\"."));
        QVERIFY(sentence([&] {
                    requiredField<std::string>(json, "n", "x.json");
                }).contains("must be text, not 3"));
        QVERIFY(sentence([&] {
                    requiredField<double>(json, "text", "x.json");
                }).contains("must be a number, not"));
        QVERIFY(sentence([&] {
                    requiredField<bool>(json, "n", "x.json");
                }).contains("must be true or false, not 3"));
        QVERIFY(sentence([&] {
                    requiredField<std::vector<std::string>>(json, "n", "x.json");
                }).contains("must be a list of texts, not 3"));
        QVERIFY(sentence([&] {
                    requiredField<std::vector<std::vector<double>>>(json, "n", "x.json");
                }).contains("a list of lists of numbers"));
        const Json longer{{"text", "\xc3\xa4" + std::string(100, 'x')}};
        QVERIFY(sentence([&] { requiredField<int>(longer, "text", "x.json"); }).size() < 140);
        QVERIFY(sentence([&] { requiredField<int>(json, "m", "x.json"); }).contains("missing"));
        const auto whole = [](const char* value) {
            return requiredField<int>(parseJson("{\"n\": " + std::string(value) + "}", "x.json"), "n", "x.json");
        };
        for (const char* value : {"48.7", "4294967344", "1e30", "-2147483649", "18446744073709551615", "true"})
            QVERIFY2(sentence([&] { whole(value); }).contains("whole number"), value);
        const auto list = [](const char* value) {
            return requiredField<std::vector<int>>(parseJson("{\"n\": " + std::string(value) + "}", "x.json"), "n", "x.json");
        };
        for (const char* value : {"[3, 92233720368547758072]", "[4294967344]", "[-2147483649, 1]", "[2, 48.7]"})
            QVERIFY2(sentence([&] { list(value); }).contains("whole number"), value);
        QVERIFY(sentence([&] { list("[2, \"x\"]"); }).contains("wrong type"));
        QCOMPARE(list("[3, 48.0]"), (std::vector<int>{3, 48}));
        QCOMPARE(whole("48.0"), 48);
        QCOMPARE(whole("-2147483648"), std::numeric_limits<int>::min());
        QCOMPARE(optionalField(json, "none", 7, "x.json"), 7);
        QVERIFY(!optionalFromJson<int>(json, "none", "x.json"));
        QCOMPARE(*optionalFromJson<int>(json, "n", "x.json"), 3);
        QVERIFY(jsonOrNull(std::optional<int>()).is_null());
    }

    void progressOfNestedShares() {
        std::vector<ProgressReport> heard;
        Progress all([&](const ProgressReport& r) { heard.push_back(r); });
        Progress probes = all.share(0.5, "probes");
        Progress first = probes.share(0.5, "first");
        first.count(1, 2);
        QCOMPARE(heard.back().fraction, 0.125);
        QCOMPARE(heard.back().step, std::string("first"));
        QCOMPARE(heard.back().total, 2L);
        probes.share(0.5, "second").finish();
        QCOMPARE(heard.back().fraction, 0.5);
        all.share(9, "matrices").finish(); // never more than the rest
        QCOMPARE(heard.back().fraction, 1.0);
        QCOMPARE(heard.back().secondsLeft, 0.0);
    }

    void progressIsNotChatty() {
        int reports = 0;
        Progress all([&](const ProgressReport&) { ++reports; });
        for (int k = 0; k < 100000; ++k)
            all.count(k, 100000);
        QVERIFY2(reports < 1000, qPrintable(QString::number(reports)));
        all.finish();
        all.finish();
        const int whole = reports;
        all.finish();
        QCOMPARE(reports, whole);
    }

    void cancelReachesEveryShare() {
        Progress all;
        Progress child = all.share(0.5, "child");
        child.count(1, 2);
        all.cancel();
        QVERIFY(child.cancelled());
        QVERIFY_EXCEPTION_THROWN(child.count(2, 2), Cancelled);
        QVERIFY_EXCEPTION_THROWN(all.throwIfCancelled(), Cancelled);
    }

    /// The 10000th number of mt19937_64 is fixed by the C++ standard ([rand.predef]).
    void randomIsStandard() {
        Random random(5489);
        std::uint64_t last = 0;
        for (int k = 0; k < 10000; ++k)
            last = random.bits();
        QCOMPARE(last, std::uint64_t{9981545732273789042u});
    }

    void randomDraws() {
        Random random(1);
        std::vector<int> counts(6, 0);
        for (int k = 0; k < 60000; ++k)
            ++counts[random.below(6)];
        for (const int count : counts)
            QVERIFY(count > 9500 && count < 10500);
        for (int k = 0; k < 1000; ++k) {
            const double u = random.uniform();
            QVERIFY(u >= 0 && u < 1);
        }
        QCOMPARE(random.below(1), std::uint64_t{0});
        std::vector<int> items{1, 2, 3, 4, 5, 6, 7, 8}, again = items;
        Random(7).shuffle(items);
        Random(7).shuffle(again);
        QCOMPARE(items, again);
        QCOMPARE(std::set<int>(items.begin(), items.end()).size(), size_t{8});
    }

    void errorKeepsItsCause() {
        const Error error("A sentence.", "errno 2");
        QCOMPARE(error.what(), "A sentence.");
        QCOMPARE(error.cause(), std::string("errno 2"));
    }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_folder;
};

QTEST_APPLESS_MAIN(BaseTest)
#include "tst_base.moc"
