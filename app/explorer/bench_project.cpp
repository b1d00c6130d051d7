// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/bench_project.h"

#include "core/analysis/arch.h"
#include "core/base/random.h"
#include "core/store/project.h"

#include <cmath>

namespace klas::ui {

namespace {

Anchor makeAnchor(const fs::path& folder, int number, int blocks) {
    Anchor anchor;
    anchor.name = "net" + std::to_string(number);
    anchor.arch.name = anchor.name;
    anchor.arch.setImageSize(28);
    anchor.arch.vit().patchSize = 7;
    anchor.arch.vit().inChannels = 1;
    anchor.arch.vit().width = 8 + 8 * number;
    anchor.arch.vit().depth = blocks;
    anchor.arch.vit().heads = 2;
    anchor.arch.setClasses(10);
    anchor.weights = (folder / (anchor.name + ".safetensors")).string();
    Json header;
    header["__metadata__"]["klas.arch"] = toJson(anchor.arch).dump();
    const std::string text = header.dump();
    std::string bytes(8, '\0');
    for (size_t k = 0; k < 8; ++k)
        bytes[k] = char(text.size() >> (8 * k));
    writeFileAtomically(anchor.weights, bytes + text);
    return anchor;
}

ScoreMatrix makeMatrix(const std::string& source, const std::string& target, int blocks) {
    ScoreMatrix matrix(blocks, blocks, true);
    matrix.source = source;
    matrix.target = target;
    matrix.images = matrix.imagesInAll = 10'000;
    matrix.complete = true;
    matrix.key = source + target;
    ImageGroups groups; // as an analysis of so many blocks writes them
    groups.images.assign(20, 500);
    for (int i = 1; i <= blocks; ++i)
        for (int j = 1; j <= blocks; ++j) {
            matrix.setValue(i, j, source == target && i == j ? 0 : 0.02 + 0.01 * std::abs(i - j) + 0.002 * i);
            matrix.setError(i, j, 0.001);
        }
    for (size_t g = 0; g < groups.count(); ++g)
        for (int i = 1; i <= blocks; ++i)
            for (int j = 1; j <= blocks; ++j)
                groups.sums.push_back(double(groups.images[g]) * matrix.value(i, j) * (1 + 0.01 * double(g % 3)));
    matrix.groups = std::move(groups);
    return matrix;
}

Evaluation makeResult(const std::string& run, const Configuration& configuration, const Cost& cost, double top1) {
    Evaluation e;
    e.run = run;
    e.configuration = configuration;
    e.split = "test";
    e.step = run.empty() ? 0 : 1000;
    e.images = 10'000;
    e.top1 = top1;
    e.top5 = 1;
    e.cost = cost;
    e.key = run + " " + text(configuration);
    return e;
}

} // namespace

void makeBenchProject(const fs::path& file, const WindowBenchSize& size) {
    Project project = Project::create(file);
    project.setData(DataSpec{});
    std::vector<Anchor> anchors;
    std::vector<Record> records;
    for (int k = 0; k < size.anchors; ++k) {
        anchors.push_back(makeAnchor(file.parent_path(), k, size.blocks));
        project.addAnchor(anchors.back());
    }
    const auto costOf = [&](double share) { return Cost{std::int64_t(1e9 * (0.1 + share)), std::int64_t(1e7 * (0.1 + share))}; };
    for (int k = 0; k < size.anchors; ++k)
        records.emplace_back(makeResult({}, Configuration::of(anchors[size_t(k)].name), costOf(k), 0.5 + 0.4 * k / size.anchors));
    for (const Anchor& source : anchors) { // with their groups of images too much to be held at once
        std::vector<Record> matrices;
        for (const Anchor& target : anchors)
            matrices.emplace_back(makeMatrix(source.name, target.name, size.blocks));
        project.save(matrices);
    }
    Random random(1);
    for (int r = 0; r < size.runs; ++r) {
        FinetuneRun run;
        run.name = "run" + std::to_string(r);
        run.key = run.name;
        const int first = r % (size.anchors - 1);
        for (int s = 0; s < size.stitches; ++s)
            run.stitches.push_back({Stitch{anchors[size_t(first)].name, 1 + (s * 7 + r) % size.blocks, anchors[size_t(first) + 1].name, 1 + (s * 7 + r) % size.blocks}, {}});
        run.step = run.steps = 1000;
        records.emplace_back(run);
        for (const StitchTask& task : run.stitches) {
            const double share = first + double(task.stitch.i) / size.blocks;
            records.emplace_back(makeResult(run.name, Configuration::of(task.stitch), costOf(share), 0.45 + 0.4 * share / size.anchors + 0.04 * random.uniform()));
        }
        RunCurve curve{run.name, {}, run.key};
        for (int p = 1; p <= size.curvePoints; ++p)
            curve.points.push_back({p, 2.0 / std::sqrt(double(p)) + 0.1 * random.uniform(), 1e-3, 0.1 * p});
        records.emplace_back(std::move(curve));
    }
    project.save(records);
}

} // namespace klas::ui
