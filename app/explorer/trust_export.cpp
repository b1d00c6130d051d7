// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/trust_export.h"

#include "core/records/csv.h"
#include "core/records/latex.h"
#include "widgets/bridge/text.h"
#include "widgets/trust/score_plot.h"

#include <QCoreApplication>
#include <cmath>

namespace klas::ui {

TrustPicture trustOf(const ProjectState& project, const TrustChoice& choice) {
    TrustPicture picture;
    const auto runs = runsOfPair(project, choice.source, choice.target, choice.split);
    const std::string pair = choice.source + " and " + choice.target;
    if (runs.empty()) throw Error("No run has finetuned two stitches of " + pair + " that were measured on " + choice.split + " images. Finetune some first.");
    picture.run = choice.run.empty() ? runs.front() : choice.run;
    if (std::find(runs.begin(), runs.end(), picture.run) == runs.end()) throw Error("The run \"" + picture.run + "\" has no stitches of " + pair + " on " + choice.split + " images.");
    const auto question = trustQuestion(project, choice.source, choice.target, choice.split, picture.run);
    if (question) picture.scores = answerOf(*question).scores;
    if (picture.scores.empty()) throw Error("No score of " + pair + " is known yet. Analyse the project first.");
    for (size_t k = 0; k < picture.scores.size(); ++k)
        if (picture.scores[k].title == choice.score) picture.chosen = k;
    if (!choice.score.empty() && picture.scores[picture.chosen].title != choice.score) throw Error("The pair has no score \"" + choice.score + "\".");
    return picture;
}

bool isTable(const fs::path& file) {
    return file.extension() == ".csv" || file.extension() == ".json" || file.extension() == ".tex";
}

void exportTrust(const TrustPicture& picture, const TrustChoice& choice, const fs::path& file, const ExportFormat& format) {
    if (!isTable(file)) {
        const QString caption = QCoreApplication::translate("trust", "%1 against top-1 after finetuning: %2 → %3, run %4")
                                    .arg(qstr(picture.scores[picture.chosen].title), qstr(choice.source), qstr(choice.target), qstr(picture.run));
        return writeFigure(file, format, caption, onDevice(scoreDrawing(picture.scores[picture.chosen], caption, format), format));
    }
    CsvWriter csv;
    csv.row("run", "split", "score", "stitch", "bucket", "value", "top1");
    LatexTable latex("llrrr", {"score", "stitch", "bucket", "value", "top-1, %"});
    Json rows = Json::array();
    for (const ScoreFigures& score : picture.scores)
        for (size_t k = 0; k < score.results.size(); ++k) {
            const ScoredResult& r = score.results[k];
            const auto value = std::isfinite(r.score) ? std::optional(r.score) : std::nullopt;
            const std::string stitch = text(score.stitches[k]);
            csv.row(picture.run, choice.split, score.title, stitch, r.bucket + 1, value, r.outcome);
            latex.row({score.title, stitch, std::to_string(r.bucket + 1), latexNumber(value, 4), latexNumber(100 * r.outcome, 2)});
            rows.push_back({{"score", score.title}, {"stitch", stitch}, {"bucket", r.bucket + 1}, {"value", jsonOrNull(value)}, {"top1", r.outcome}});
        }
    if (file.extension() == ".csv") return writeFileAtomically(file, csv.text());
    if (file.extension() == ".tex") return writeFileAtomically(file, latex.text("scores against top-1 on " + choice.split + " images, run " + picture.run + "; needs booktabs"));
    const Json json{{"run", picture.run}, {"split", choice.split}, {"source", choice.source}, {"target", choice.target}, {"results", std::move(rows)}};
    writeFileAtomically(file, json.dump(2) + "\n");
}

} // namespace klas::ui
