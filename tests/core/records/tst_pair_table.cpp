// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/records/csv.h"
#include "core/records/pair_table.h"

#include <QtTest>
#include <cmath>

using namespace klas;

namespace {

ScoreMatrix matrix(int rows, int columns, std::initializer_list<double> values) {
    ScoreMatrix result(rows, columns, true);
    auto value = values.begin();
    for (int i = 1; i <= rows; ++i) {
        for (int j = 1; j <= columns; ++j) {
            result.setValue(i, j, *value++);
            result.setError(i, j, 0.01);
        }
    }
    return result;
}

SelectedStitch chosen(const Stitch& stitch, const Cost& cost = {}) {
    SelectedStitch result;
    result.stitch = stitch;
    result.cost = cost;
    return result;
}

} // namespace

class TestPairTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gammaIsOmegaOverSigma() {
        const ScoreMatrix scores = matrix(1, 3, {0.5, 0.2, 0.1});
        const ScoreMatrix self = matrix(3, 3, {0, 0.25, 9, 9, 0, 0.005, 9, 9, 0});
        const PairTable table = pairTable({"f", "g", 1, 3, &scores, &self, nullptr, nullptr});
        QCOMPARE(table.cell(1, 1).sigma, 0.25);
        QCOMPARE(table.cell(1, 1).gamma, 2.0);
        QVERIFY(!table.cell(1, 1).unresolved);
        QCOMPARE(table.cell(1, 2).gamma, 40.0);
        QVERIFY(table.cell(1, 2).unresolved); // 0.005 < 2 x 0.01
        QVERIFY(std::isnan(table.cell(1, 3).gamma));
        QVERIFY(!table.cell(1, 3).legal);
    }
    void withoutCommonGridsNothingIsLegal() {
        const std::vector<CostedStitch> none;
        const PairTable table = pairTable({"f", "g", 2, 3, nullptr, nullptr, &none, nullptr});
        QVERIFY(std::none_of(table.cells.begin(), table.cells.end(), [](const PairCell& c) { return c.legal; }));
    }
    void anAnchorIsNotStitchedToItself() {
        const ScoreMatrix scores = matrix(2, 2, {0, 1, 2, 0});
        const PairTable table = pairTable({"f", "f", 2, 2, &scores, &scores, nullptr, nullptr});
        QVERIFY(table.self());
        QCOMPARE(table.cell(2, 1).omega, 2.0);
        QVERIFY(std::none_of(table.cells.begin(), table.cells.end(), [](const PairCell& c) { return c.legal; }));
    }
    void gammaStaysFinite() {
        const ScoreMatrix scores = matrix(1, 2, {10, 1});
        const ScoreMatrix self = matrix(2, 2, {0, 0, 0, 0});
        const PairTable table = pairTable({"f", "g", 1, 2, &scores, &self, nullptr, nullptr});
        QVERIFY(std::isfinite(table.cell(1, 1).gamma));
        QVERIFY(table.cell(1, 1).unresolved);
    }
    void similaritiesHaveNoGamma() {
        ScoreMatrix scores = matrix(1, 2, {0.9, 1});
        scores.measure = "cka";
        const ScoreMatrix self = matrix(2, 2, {1, 0.9, 0.9, 1});
        QVERIFY(std::isnan(pairTable({"f", "g", 1, 2, &scores, &self, nullptr, nullptr}).cell(1, 1).gamma));
    }
    void columnZeroAppearsWhenChosen() {
        std::vector<Selection> selections(1);
        selections[0].name = "snnet";
        selections[0].stitches = {chosen({"f", 1, "g", 0}, {7, 3}), chosen({"other", 1, "g", 1}, {9, 9})};
        const PairTable table = pairTable({"f", "g", 1, 2, nullptr, nullptr, nullptr, &selections});
        QCOMPARE(table.firstColumn, 0);
        QCOMPARE(table.cells.size(), size_t(3));
        QCOMPARE(table.cell(1, 0).selectedBy, std::vector<int>{0});
        QVERIFY(table.cell(1, 1).selectedBy.empty());
        QVERIFY(std::isnan(table.cell(1, 0).omega));
    }
    void refusesOtherShapes() {
        const ScoreMatrix scores = matrix(1, 2, {1, 2});
        QVERIFY_EXCEPTION_THROWN(pairTable({"f", "g", 2, 2, &scores, nullptr, nullptr, nullptr}), Error);
        QVERIFY_EXCEPTION_THROWN(pairTable({"f", "g", 1, 20000, nullptr, nullptr, nullptr, nullptr}), Error);
        QVERIFY_EXCEPTION_THROWN(pairTable({"f", "g", 1, 2, &scores, nullptr, nullptr, nullptr}).cell(2, 1),
                                 Error);
    }
    void csv() {
        const ScoreMatrix scores = matrix(1, 2, {0.1, std::nan("")});
        const std::vector<CostedStitch> stitches{{{"a,b", 1, "g", 1}, {1234, 56}}};
        std::vector<Selection> selections(2);
        selections[0].name = "klas";
        selections[1].name = "the \"best\"";
        for (Selection& s : selections)
            s.stitches = {chosen({"a,b", 1, "g", 1}, {1234, 56})};
        const PairTable table = pairTable({"a,b", "g", 1, 2, &scores, nullptr, &stitches, &selections});
        QCOMPARE(QString::fromStdString(toCsv(table)),
                 QString("source,target,i,j,legal,omega,omega_error,sigma,gamma,flops,params,selected_by\r\n"
                         "\"a,b\",g,1,1,true,0.1,0.01,,,1234,56,\"klas; the \"\"best\"\"\"\r\n"
                         "\"a,b\",g,1,2,false,,0.01,,,,,\r\n"));
        const Json json = toJson(table);
        QCOMPARE(json["cells"].size(), size_t(2));
        QVERIFY(json["cells"][1]["omega"].is_null());
        QCOMPARE(json["cells"][0]["selected_by"].size(), size_t(2));
    }
    void selectionCsv() {
        Selection selection;
        selection.stitches.push_back(chosen({"f", 2, "g", 3}, {10, 20}));
        selection.stitches[0].bucket = 4;
        selection.stitches[0].gamma = 1.5;
        QCOMPARE(
            QString::fromStdString(toCsv(selection)),
            QString(
                "source,target,i,j,bucket,flops,params,omega,sigma,gamma,score,layer,stability,unresolved\r\n"
                "f,g,2,3,5,10,20,,,1.5,,,,false\r\n"));
    }
};

QTEST_APPLESS_MAIN(TestPairTable)
#include "tst_pair_table.moc"
