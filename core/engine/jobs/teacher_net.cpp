// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/teacher_net.h"

#include "core/analysis/arch.h"
#include "core/base/error.h"
#include "core/base/files.h"

#include <algorithm>

namespace klas::engine {

static ArchConfig teacherArch(const std::string& nameOrFile) {
    if (!nameOrFile.ends_with(".json")) return namedArch(nameOrFile);
    return archFromJson(parseJson(readTextFile(nameOrFile), nameOrFile), nameOrFile);
}

Teacher TeacherNet::call() const {
    if (!net) return {};
    return [n = net](const torch::Tensor& images) { return n->forward(images); };
}

TeacherNet teacherFor(const FinetuneRequest& request, const Distillation& d, torch::Device device) {
    TeacherNet teacher;
    if (d.kind == "none") return teacher;
    if (!d.teacherWeights.empty()) {
        teacher.net = loadNet(teacherArch(d.teacherConfig), d.teacherWeights, device);
        const int classes = request.networks.anchors.front().arch.classes();
        if (teacher.net->arch().classes() != classes)
            throw Error("The teacher tells " + std::to_string(teacher.net->arch().classes()) + " classes apart, but the anchors " +
                        std::to_string(classes) + "; choose one with the same classes.");
    } else {
        const auto& all = request.networks.anchors;
        const auto chosen = std::find_if(all.begin(), all.end(), [&](const Anchor& a) { return a.name == d.teacher; });
        if (chosen == all.end()) throw Error("There is no anchor " + d.teacher + " to learn from; name one of the project's, or a checkpoint.");
        teacher.net = loadNet(chosen->arch, chosen->weights, device);
    }
    teacher.flops = double(teacher.net->card().total().flops);
    return teacher;
}

std::string largestAnchor(const FinetuneRequest& request, const std::vector<std::string>& anchors) {
    std::string chosen;
    std::int64_t most = -1;
    for (const Anchor& a : request.networks.anchors) {
        const auto flops = netCard(a.arch).total().flops;
        if (std::find(anchors.begin(), anchors.end(), a.name) == anchors.end() || flops <= most) continue;
        chosen = a.name;
        most = flops;
    }
    return chosen;
}

} // namespace klas::engine
