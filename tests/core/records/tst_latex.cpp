// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/records/latex.h"
#include "core/records/pair_table.h"

#include <QtTest>
#include <cmath>

using namespace klas;

class TestLatex : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void specialCharacters() {
        QCOMPARE(latexText("a_b & 5 % of $x$ {#1} ~ ^ \\"), std::string("a\\_b \\& 5 \\% of \\$x\\$ \\{\\#1\\} \\textasciitilde{} \\textasciicircum{} \\textbackslash{}"));
        QCOMPARE(latexText("tiny:3 > base:2"), std::string("tiny:3 $\\to$ base:2"));
        QCOMPARE(latexText("Ω ± 1\n"), std::string("$\\Omega$ $\\pm$ 1 "));
    }

    void numbers() {
        QCOMPARE(latexNumber(0.12345, 3), std::string("0.123"));
        QCOMPARE(latexNumber(-2.0, 0), std::string("-2"));
        QCOMPARE(latexNumber({}, 3), std::string("\u2013"));
        QCOMPARE(latexNumber(std::nan(""), 3), std::string("\u2013"));
        QCOMPARE(latexNumber(1e308, 1).size(), size_t(311));
    }

    void table() {
        LatexTable t("lr", {"", "top-1, %"});
        t.row({"a", "1"});
        QCOMPARE(t.text("made\nby"), std::string("% made by\n\\begin{tabular}{lr}\n\\toprule\n & top-1, \\% \\\\\n\\midrule\na & 1 \\\\\n\\bottomrule\n\\end{tabular}\n"));
        QVERIFY_EXCEPTION_THROWN(t.row({"a"}), Error);
        QVERIFY_EXCEPTION_THROWN(LatexTable("l", {"a", "b"}), Error);
    }

    void selection() {
        Selection s;
        s.name = "mine";
        s.method = "klas";
        SelectedStitch stitch;
        stitch.stitch = {"a_1", 2, "b", 3};
        stitch.cost = {1'234'567, 890};
        stitch.bucket = 0;
        stitch.omega = 0.5;
        stitch.sigma = 0.25;
        stitch.gamma = 2;
        s.stitches = {stitch};
        const std::string text = toLatex(s);
        QVERIFY2(text.find("a\\_1:2 $\\to$ b:3 & 1 & 1.235 & 890 & 0.5000 & 0.2500 & 2.000 \\\\\n") != std::string::npos, text.c_str());
        QVERIFY(text.rfind("% selection mine, method klas", 0) == 0);
    }

    void matrix() {
        ScoreMatrix scores(2, 2, false), self(2, 2, false);
        scores.measure = self.measure = "kl";
        for (int i = 1; i <= 2; ++i)
            for (int j = 1; j <= 2; ++j) {
                scores.setValue(i, j, 0.1 * i + 0.01 * j);
                self.setValue(i, j, 0.5);
            }
        const std::vector<CostedStitch> legal{{{"a_1", 1, "b", 1}, {}}, {{"a_1", 2, "b", 1}, {}}};
        std::vector<Selection> selections(1);
        selections[0].name = "klas";
        SelectedStitch chosen;
        chosen.stitch = {"a_1", 2, "b", 1};
        selections[0].stitches = {chosen};
        const PairTable table = pairTable({"a_1", "b", 2, 2, &scores, &self, &legal, &selections});
        QCOMPARE(toLatex(table, false, "kl"),
                 std::string(
                     "% kl\n\\begin{tabular}{rrr}\n\\toprule\na\\_1 / b & 1 & 2 \\\\\n\\midrule\n"
                     "1 & 0.1100 & -- \\\\\n2 & \\textbf{0.2100} & -- \\\\\n\\bottomrule\n\\end{tabular}\n"));
        const std::string gamma = toLatex(table, true);
        QVERIFY2(gamma.find("1 & 0.220 & -- \\\\\n2 & \\textbf{0.420} & --") != std::string::npos,
                 gamma.c_str());
        const PairTable own =
            pairTable({"b", "b", 2, 2, &scores, &self, nullptr, nullptr}); // read, never stitched
        QVERIFY(toLatex(own, false).find("1 & 0.1100 & 0.1200") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestLatex)
#include "tst_latex.moc"
