// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/experiment_figure.h"

#include "app/cli/output.h"
#include "core/analysis/mean_front.h"
#include "core/base/version.h"
#include "core/records/method_color.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>

namespace klas::cli {

namespace {

constexpr double kWidth = 1060, kHeight = 520, kLeft = 70, kRight = 690, kTop = 50,
                 kBottom = 440;           // of the plot, in pixels
constexpr const char* kQuiet = "#5a5f66"; // 6:1 on white

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text)
        out += c == '&'   ? "&amp;"
               : c == '<' ? "&lt;"
               : c == '>' ? "&gt;"
               : c == '"' ? "&quot;"
                          : std::string(1, c);
    return out;
}

std::string colorText(std::uint32_t color) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "#%06x", color);
    return text.data();
}

std::string textAt(double x, double y, const std::string& text, const std::string& more = {}) {
    return "<text x=\"" + fixed(x, 1) + "\" y=\"" + fixed(y, 1) + "\"" + (more.empty() ? "" : " ") + more +
           ">" + escaped(text) + "</text>\n";
}

std::string lineAt(double x1, double y1, double x2, double y2, const std::string& more) {
    return "<line x1=\"" + fixed(x1, 1) + "\" y1=\"" + fixed(y1, 1) + "\" x2=\"" + fixed(x2, 1) + "\" y2=\"" +
           fixed(y2, 1) + "\" " + more + "/>\n";
}

/// 1, 2 or 5 times a power of ten that cuts `span` into about `parts`.
double roundStep(double span, int parts) {
    const double raw = span / parts, ten = std::pow(10, std::floor(std::log10(raw)));
    for (const double f : {1.0, 2.0, 5.0})
        if (raw <= f * ten) return f * ten;
    return 10 * ten;
}

struct Curve {
    const MethodResults* method = nullptr;
    Estimate area;
    std::vector<MeanStep> steps;
    std::string color, dash;
};

class Figure {
public:
    explicit Figure(const ExperimentResults& r)
        : m_r(r) {
        std::map<std::string, size_t> sharing;
        for (const MethodResults& m : r.methods) {
            std::vector<Front> fronts;
            std::vector<double> areas;
            for (const ExperimentRun& run : m.runs) {
                fronts.push_back(paretoFront(curvePoints(run.after)));
                areas.push_back(curveAreas(fronts.back(), r.range).staircase);
            }
            Curve curve{
                &m, overSeeds(areas), meanStaircase(fronts, r.range), colorText(methodColor(m.id)), {}};
            constexpr std::array dashes{"", "9 4", "3 3", "9 3 2 3"};
            curve.dash = dashes[sharing[curve.color]++ % dashes.size()];
            m_curves.push_back(std::move(curve));
        }
        std::stable_sort(m_curves.begin(), m_curves.end(),
                         [](const Curve& a, const Curve& b) { return a.area.value > b.area.value; });
        m_cascade = cascadeFront(r.cascade);
        for (const ExperimentRun& run : r.methods.front().runs)
            for (const Evaluation& e : run.before)
                if (e.configuration.isAnchor() && m_anchors.size() < 2) m_anchors.push_back(e);
        findHeights();
    }

    std::string svg() const {
        const std::string title =
            m_r.source + " > " + m_r.target + ", " + m_r.data + ": best top-1 within a budget";
        std::string text = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + fixed(kWidth, 0) +
                           " " + fixed(kHeight, 0) + "\" width=\"" + fixed(kWidth, 0) + "\" height=\"" +
                           fixed(kHeight, 0) +
                           "\" font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\" font-size=\"13\" "
                           "fill=\"#1c1e21\">\n<title>" +
                           escaped(title) + "</title>\n<desc>klas " + escaped(kVersion) + " on " +
                           escaped(m_r.device) + "; scored by " + escaped(m_r.analysis) +
                           "</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
        text += textAt(kLeft, 28, title, "font-size=\"16\" font-weight=\"600\"");
        text += axes() + bands() + cascadeLine() + lines() + stars() + legend();
        return text + "</svg>\n";
    }

private:
    double x(double flops) const {
        return kLeft + (flops - m_r.range.low) / (m_r.range.high - m_r.range.low) * (kRight - kLeft);
    }
    double y(double top1) const { return kBottom - (top1 - m_low) / (m_high - m_low) * (kBottom - kTop); }

    /// What is drawn, and a little air.
    void findHeights() {
        m_low = 1, m_high = 0;
        const auto see = [&](double top1) { m_low = std::min(m_low, top1), m_high = std::max(m_high, top1); };
        for (const Curve& c : m_curves)
            for (const MeanStep& s : c.steps)
                see(s.low), see(s.high);
        for (const FrontPoint& p : m_cascade)
            if (p.flops <= m_r.range.high) see(p.top1);
        for (const Evaluation& e : m_anchors)
            see(e.top1);
        const double air = std::max(0.04 * (m_high - m_low), 1e-3);
        m_low -= air, m_high += air;
    }

    std::string axes() const {
        std::string text = "<g stroke=\"#d9dce0\" stroke-width=\"1\">\n",
                    labels = "<g fill=\"" + std::string(kQuiet) + "\">\n";
        const double up = roundStep(m_high - m_low, 7), along = roundStep(m_r.range.high - m_r.range.low, 6);
        const int digits = std::max(0, int(std::ceil(-std::log10(100 * up) - 1e-9)));
        for (double v = std::ceil(m_low / up) * up; v <= m_high; v += up) {
            text += lineAt(kLeft, y(v), kRight, y(v), "");
            labels += textAt(kLeft - 8, y(v) + 4.5, fixed(100 * v, digits), "text-anchor=\"end\"");
        }
        for (double v = std::ceil(m_r.range.low / along) * along; v <= m_r.range.high; v += along) {
            text += lineAt(x(v), kBottom, x(v), kBottom + 5, "");
            labels += textAt(x(v), kBottom + 20, shortNumber(v), "text-anchor=\"middle\"");
        }
        text += lineAt(kLeft, kBottom, kRight, kBottom, "stroke=\"#5a5f66\"") + "</g>\n";
        labels += textAt((kLeft + kRight) / 2, kBottom + 44, "FLOPs of the network (1 multiply-add = 1 FLOP)",
                         "text-anchor=\"middle\"");
        labels += "<text transform=\"translate(20 " + fixed((kTop + kBottom) / 2, 1) +
                  ") rotate(-90)\" text-anchor=\"middle\">top-1 on " + std::to_string(m_r.testImages) +
                  " test images, %</text>\n</g>\n";
        return text + labels;
    }

    std::string bands() const {
        std::string text;
        for (const Curve& c : m_curves) {
            if (c.method->runs.size() < 2 || c.steps.empty()) continue;
            std::string above, below;
            for (size_t k = 0; k < c.steps.size(); ++k) {
                const double from = x(c.steps[k].flops),
                             to = x(k + 1 < c.steps.size() ? c.steps[k + 1].flops : m_r.range.high);
                above += fixed(from, 1) + "," + fixed(y(c.steps[k].high), 1) + " " + fixed(to, 1) + "," +
                         fixed(y(c.steps[k].high), 1) + " ";
                below = fixed(to, 1) + "," + fixed(y(c.steps[k].low), 1) + " " + fixed(from, 1) + "," +
                        fixed(y(c.steps[k].low), 1) + " " + below;
            }
            text += "<polygon points=\"" + above + below + "\" fill=\"" + c.color +
                    "\" fill-opacity=\"0.12\"/>\n";
        }
        return text;
    }

    std::string strokeOf(const Curve& c) const {
        return "fill=\"none\" stroke=\"" + c.color + "\" stroke-width=\"2.2\"" +
               (c.dash.empty() ? "" : " stroke-dasharray=\"" + c.dash + "\"");
    }

    /// The least area first: the best lies on top.
    std::string lines() const {
        std::string text;
        for (auto c = m_curves.rbegin(); c != m_curves.rend(); ++c) {
            std::string points;
            for (size_t k = 0; k < c->steps.size(); ++k) {
                const double to = k + 1 < c->steps.size() ? c->steps[k + 1].flops : m_r.range.high;
                points += fixed(x(c->steps[k].flops), 1) + "," + fixed(y(c->steps[k].mean), 1) + " " +
                          fixed(x(to), 1) + "," + fixed(y(c->steps[k].mean), 1) + " ";
            }
            if (!points.empty()) text += "<polyline points=\"" + points + "\" " + strokeOf(*c) + "/>\n";
        }
        return text;
    }

    std::string cascadeLine() const {
        std::string points;
        for (const FrontPoint& p : m_cascade)
            if (p.flops >= m_r.range.low && p.flops <= m_r.range.high)
                points += fixed(x(p.flops), 1) + "," + fixed(y(p.top1), 1) + " ";
        return points.empty() ? points : "<polyline points=\"" + points + "\" " + kCascadeStroke + "/>\n";
    }

    std::string stars() const {
        std::string text;
        for (const Evaluation& e : m_anchors)
            text += star(x(double(e.cost.flops)), y(e.top1));
        return text;
    }

    static std::string star(double cx, double cy) {
        std::string points;
        for (int k = 0; k < 10; ++k) {
            const double r = k % 2 ? 3.4 : 8, angle = k * 3.14159265358979 / 5;
            points += fixed(cx + r * std::sin(angle), 1) + "," + fixed(cy - r * std::cos(angle), 1) + " ";
        }
        return "<polygon points=\"" + points + "\" fill=\"#1c1e21\" stroke=\"white\"/>\n";
    }

    std::string legend() const {
        const double left = kRight + 24, words = left + 44;
        double at = kTop + 12;
        std::string text =
            textAt(left, at,
                   "area under the staircase, " + std::to_string(m_r.methods.front().runs.size()) + " seed" +
                       (m_r.methods.front().runs.size() == 1 ? "" : "s"),
                   std::string("fill=\"") + kQuiet + "\"");
        for (const Curve& c : m_curves) {
            at += 24;
            text += lineAt(left, at - 4.5, left + 34, at - 4.5, strokeOf(c));
            text += textAt(words, at, c.method->title) +
                    textAt(kWidth - 14, at, fixed(c.area.value, 4), "text-anchor=\"end\"");
        }
        at += 12;
        if (!m_cascade.empty()) {
            at += 24;
            text += lineAt(left, at - 4.5, left + 34, at - 4.5, kCascadeStroke);
            text += textAt(words, at, "Cascade, by FLOPs on average") +
                    textAt(kWidth - 14, at, fixed(curveAreas(m_cascade, m_r.range).staircase, 4),
                           "text-anchor=\"end\"");
        }
        if (m_anchors.empty()) return text;
        at += 24;
        return text + star(left + 17, at - 4.5) + textAt(words, at, "Anchors, as they came");
    }

    static constexpr const char* kCascadeStroke =
        "fill=\"none\" stroke=\"#5a5f66\" stroke-width=\"1.5\" stroke-dasharray=\"1.5 3\"";

    const ExperimentResults& m_r;
    std::vector<Curve> m_curves;
    Front m_cascade;
    std::vector<Evaluation> m_anchors;
    double m_low = 0, m_high = 1; ///< of the top-1 that is drawn
};

} // namespace

std::string experimentSvg(const ExperimentResults& results) {
    return Figure(results).svg();
}

} // namespace klas::cli
