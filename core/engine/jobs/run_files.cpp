// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/run_files.h"

#include "core/base/error.h"

namespace klas::engine {

namespace {

constexpr char kFormat[] = "klas-family-1";

RunFiles::Origin originOf(const SafeTensors& file) {
    const std::string what = "The weights " + file.path().string();
    const auto format = file.metadata().find("format"), about = file.metadata().find("origin");
    if (format == file.metadata().end() || format->second != kFormat || about == file.metadata().end())
        throw Error(what + " are not those of a finetuning; run it again.");
    const Json json = parseJson(about->second, what);
    return {requiredField<std::string>(json, "key", what), requiredField<long>(json, "step", what),
            requiredField<double>(json, "seconds", what), requiredField<double>(json, "flops", what),
            optionalField(json, "warning", std::string(), what)};
}

void store(const fs::path& file, const NamedTensors& tensors, const RunFiles::Origin& origin) {
    const Json about{{"key", origin.key},
                     {"step", origin.step},
                     {"seconds", origin.seconds},
                     {"flops", origin.flops},
                     {"warning", origin.warning}};
    writeSafeTensors(file, tensors, {{"format", kFormat}, {"origin", about.dump()}});
}

} // namespace

RunFiles::RunFiles(const fs::path& workFolder, const std::string& run)
    : m_folder(workFolder / "runs" / run) {}

fs::path RunFiles::weights(const Stitch& stitch) const {
    return m_folder / ("stitch-" + sha256(toJson(stitch).dump()).substr(0, 16) + ".safetensors");
}

std::optional<fs::path> RunFiles::weightsOf(const Configuration& c) const {
    if (c.stitch && fs::is_regular_file(weights(*c.stitch))) return weights(*c.stitch);
    if (fs::is_regular_file(weights())) return weights();
    return std::nullopt;
}

void RunFiles::write(const fs::path& file, const NamedTensors& trained, StitchedFamily& family, const Origin& origin) {
    ensureFolder(file.parent_path());
    NamedTensors tensors;
    for (const auto& [name, tensor] : trained)
        if (!StitchedFamily::isLayer(name)) tensors.emplace_back(name, tensor);
    for (size_t t = 0; t < family.tasks().size(); ++t) {
        const auto& layer = family.layer(family.layerIndex(t));
        const std::string name = StitchedFamily::layerName(family.tasks()[t].stitch);
        tensors.emplace_back(name + ".weight", layer->weight.detach());
        tensors.emplace_back(name + ".bias", layer->bias.detach());
    }
    store(file, tensors, origin);
}

void RunFiles::adopt(const fs::path& from, const fs::path& file) {
    const SafeTensors there(from);
    NamedTensors tensors;
    for (const std::string& name : there.names())
        tensors.emplace_back(name, there.tensor(name));
    Origin origin = originOf(there);
    origin.seconds = origin.flops = 0;
    ensureFolder(file.parent_path());
    store(file, tensors, origin);
}

RunFiles::Origin RunFiles::origin(const fs::path& file) {
    return originOf(SafeTensors(file));
}

std::optional<fs::path> RunFiles::weightsWithKey(const fs::path& runs, const std::string& key,
                                                 const std::optional<Stitch>& alone) {
    std::error_code error;
    fs::directory_iterator run(runs, error);
    for (; !error && run != fs::directory_iterator(); run.increment(error)) {
        std::error_code unreadable;
        const RunFiles files(runs.parent_path(), run->path().filename().string());
        const fs::path weights = alone ? files.weights(*alone) : files.weights();
        if (!fs::is_regular_file(weights, unreadable)) continue;
        try {
            if (origin(weights).key == key) return weights;
        } catch (const Error&) { // whatever it is, it is not this run's
        }
    }
    return std::nullopt;
}

RunFiles::Origin RunFiles::read(const fs::path& path, StitchedFamily& family) {
    const std::string what = "The weights " + path.string();
    const SafeTensors file(path);
    const Origin origin = originOf(file);
    const torch::NoGradGuard noGrad;
    const auto parameters = family.namedParameters();
    std::map<std::string, torch::Tensor> byName(parameters.begin(), parameters.end());
    for (const std::string& name : file.names()) {
        const auto found = byName.find(name);
        if (found == byName.end()) continue; // of a stitch that is not part of this family
        const auto value = file.tensor(name);
        if (value.sizes() != found->second.sizes()) throw Error(what + ": " + name + " has another shape than in these networks.");
        found->second.copy_(value);
        byName.erase(found);
    }
    for (const auto& [name, tensor] : byName)
        if (StitchedFamily::isLayer(name)) throw Error(what + " have no " + name + "; its stitch was not part of that run.");
    return origin;
}

} // namespace klas::engine
