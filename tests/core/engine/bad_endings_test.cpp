// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "tests/core/engine/striped_jobs.h"

#include <QtTest>

using namespace klas;
using namespace klas::engine;

/// Finetunings that end badly: diverged, or with a loss that is no number.
class BadEndingsTest : public QObject, StripedJobs {
    Q_OBJECT
private Q_SLOTS:
    void whatDivergesButStaysFiniteSaysSo() {
        FinetuneRequest request = inFolder(m_request, "wild");
        request.recipe.layerRate = request.recipe.anchorRate = 10;
        request.recipe.clipNorm = 0;
        request.recipe.warmup = 0;
        request.recipe.weightDecay = 0;
        request.splits = {};
        Results r;
        finetune(request, r.sink(), {});
        QVERIFY2(r.curve.back().loss > 4, std::to_string(r.curve.back().loss).c_str()); // a guess: 1.39
        QCOMPARE(r.runs.back().warnings.size(), size_t(1));
        const std::string said = r.runs.back().warnings[0];
        QVERIFY2(said.find("10 (layers)") != std::string::npos &&
                     said.find("clip_norm=1") != std::string::npos,
                 said.c_str());
        // Found finished, and adopted by an equal one, it says the same.
        for (const char* name : {"run", "again"}) {
            request.run = name;
            Results again;
            finetune(request, again.sink(), {});
            QVERIFY(again.curve.empty());
            QCOMPARE(again.runs.back().warnings, std::vector<std::string>{said});
        }
        FinetuneRequest tame = inFolder(m_request, "tame");
        tame.splits = {};
        Results good;
        finetune(tame, good.sink(), {});
        QVERIFY(good.runs.back().warnings.empty());
    }

    void aRateBeyondReasonMeetsTheNan() {
        FinetuneRequest request = inFolder(m_request, "beyond");
        request.recipe.layerRate = request.recipe.anchorRate = 1e6;
        request.recipe.clipNorm = 0;
        request.recipe.warmup = 0;
        request.splits = {};
        try {
            finetune(request, [](const Record&) {}, {});
            QFAIL("no complaint");
        } catch (const Error& e) {
            const QString said = e.what();
            QVERIFY2(said.contains(QRegularExpression(
                         "not finite at step \\d+, of (tiny|base).*learning rates [0-9.e]+ \\(layers\\)")),
                     e.what());
        }
    }
};

QTEST_APPLESS_MAIN(BadEndingsTest)
#include "bad_endings_test.moc"
