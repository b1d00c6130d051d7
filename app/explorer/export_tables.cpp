// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/export_tables.h"

#include "core/records/pair_table.h"

namespace klas::ui {

static bool wantsJson(const fs::path& file) {
    if (file.extension() == ".json") return true;
    if (file.extension() == ".csv") return false;
    throw Error("Cannot export to " + file.filename().string() + ": the name must end in .csv or .json.");
}

void exportCells(const HeatmapData& data, const fs::path& file) {
    if (!data.scores) throw Error("There is no matrix to export yet. Analyse the project first.");
    PairTableInput input;
    input.source = data.source;
    input.target = data.target;
    input.rows = data.rows;
    input.columns = data.columns;
    input.scores = &*data.scores;
    input.targetSelf = data.targetSelf ? &*data.targetSelf : nullptr;
    input.stitches = data.stitches ? &*data.stitches : nullptr;
    input.selections = &data.selections;
    const PairTable table = pairTable(input);
    if (!wantsJson(file)) return writeFileAtomically(file, toCsv(table));

    Json json = toJson(table);
    json["images"] = data.scores->images;
    json["complete"] = data.scores->complete;
    json["provenance"] = data.scores->provenance;
    writeFileAtomically(file, json.dump(2) + "\n");
}

void exportSelection(const Selection& selection, const fs::path& file) {
    if (selection.stitches.empty())
        throw Error("There is no selection to export yet. Analyse the project first.");
    writeFileAtomically(file, wantsJson(file) ? toJson(selection).dump(2) + "\n" : toCsv(selection));
}

} // namespace klas::ui
