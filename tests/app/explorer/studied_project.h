// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/arch.h"
#include "core/analysis/stitch_space.h"
#include "core/store/project.h"
#include "tests/app/explorer/analysed_project.h"

namespace klas::ui::sample {

inline const Stitch kFirst{"tiny", 2, "base", 3}, kSecond{"tiny", 4, "base", 4}, kAlone{"tiny", 3, "base", 3}, kElsewhere{"tiny", 2, "huge", 2};

/// Anchors tiny, base and huge, analysed; run "joint" of kFirst and kSecond, "alone" of kAlone and "far" of kElsewhere, each with
/// its finished job (1, 2 and 3), and a finished preview of kSecond (4). What runs reach on test images: kFirst 0.7, kSecond
/// 0.75, kAlone 0.72, kElsewhere 0.74; the anchors 0.6, 0.8 and 0.85.
class StudiedFixture : public ExplorerFixture {
protected:
    QString studiedProject(const char* name) {
        const QString file = projectOf(name, {{"tiny", 8}, {"base", 24}, {"huge", 32}},
                                       {makeMatrix("tiny", "base"), makeMatrix("base", "base"), makeMatrix("tiny", "huge"), makeMatrix("huge", "huge")});
        Project project = Project::open(file.toStdString(), Project::Access::ReadWrite);
        const auto anchors = project.anchors();
        const auto card = [&](const std::string& anchor) {
            for (const Anchor& a : anchors)
                if (a.name == anchor) return netCard(a.arch);
            return NetCard{};
        };
        const auto costOf = [&](const Configuration& c) {
            return c.stitch ? stitchCost(card(c.stitch->source), c.stitch->i, card(c.stitch->target), c.stitch->j) : card(c.anchor).total();
        };
        const auto reach = [&](const std::string& run, const Configuration& c, double top1, const char* split = "test") {
            project.save(reached(run, c, costOf(c), top1, split));
        };
        reach("", Configuration::of("tiny"), 0.6);
        reach("", Configuration::of("base"), 0.8);
        reach("", Configuration::of("huge"), 0.85);
        for (const Stitch& s : {kFirst, kSecond, kAlone, kElsewhere})
            reach("", Configuration::of(s), 0.3, "validation"); // known: nothing is measured when they are chosen
        const auto run = [&](const std::string& name, const std::string& selection, const std::vector<std::pair<Stitch, double>>& stitches) {
            FinetuneRun r;
            r.name = name;
            r.selection = selection;
            for (const auto& stitch : stitches)
                r.stitches.push_back({stitch.first, {}});
            r.step = r.steps = 100;
            r.seconds = 10;
            r.flops = 1e9;
            r.checkpoint = name + ".safetensors";
            r.key = name;
            project.save(r);
            for (const auto& [stitch, top1] : stitches)
                reach(name, Configuration::of(stitch), top1);
            const Json request{{"run", name}, {"stitches", toJson(r.stitches)}, {"recipe", {{"mode", "joint"}, {"steps", 100}}}};
            end(project, project.addJob(JobKind::Finetune, request, name).id);
        };
        run("joint", "klas", {{kFirst, 0.7}, {kSecond, 0.75}});
        run("alone", "", {{kAlone, 0.72}});
        run("far", "", {{kElsewhere, 0.74}});
        end(project, project.addJob(JobKind::Preview, {{"stitches", Json::array({toJson(kSecond)})}}, "preview").id);
        return file;
    }

    static void end(Project& project, long job) {
        project.setJobState(job, JobState::Running);
        project.setJobState(job, JobState::Done);
    }
};

} // namespace klas::ui::sample
