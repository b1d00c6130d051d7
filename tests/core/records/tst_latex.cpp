// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/records/latex.h"
#include "core/records/selection.h"

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
};

QTEST_APPLESS_MAIN(TestLatex)
#include "tst_latex.moc"
