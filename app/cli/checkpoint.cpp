// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/checkpoint.h"
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/engine/checkpoints/guess_architecture.h"
#include "core/engine/checkpoints/load_weights.h"
#include "core/engine/checkpoints/name_hash.h"
#include "core/engine/device.h"
#include "core/engine/nets/net.h"
#include "core/analysis/arch.h"
#include "core/records/weights_file.h"

#include <iostream>
#include <map>
#include <memory>

namespace klas::cli {

namespace {

using engine::Checkpoint;

struct Options {
    std::string file, configOut;
    bool averaged = false, tensors = false;
};

constexpr std::int64_t kLargest = 1 << 28; ///< parameters of a network that is built only to compare keys

Json tensorList(const Checkpoint& file) {
    Json list = Json::array();
    for (const std::string& name : file.names()) {
        const auto& parts = file.parts(name);
        list.push_back({{"name", name},
                        {"original", parts.originals.size() == 1 ? Json(parts.originals[0]) : Json(parts.originals)},
                        {"dtype", c10::toString(parts.parts[0].scalar_type())},
                        {"shape", parts.shape()}});
    }
    return list;
}

/// Count, numbers, bytes and types of the tensors, and those with a NaN or infinity. Reads the whole file.
Json tensorSummary(const Checkpoint& file, Progress progress) {
    std::int64_t numbers = 0, bytes = 0;
    std::map<std::string, int> types;
    Json notFinite = Json::array();
    long done = 0;
    for (const std::string& name : file.names()) {
        for (const auto& part : file.parts(name).parts) {
            numbers += part.numel();
            bytes += static_cast<std::int64_t>(part.nbytes());
            ++types[c10::toString(part.scalar_type())];
            if (part.is_floating_point() && !torch::isfinite(part).all().item<bool>()) {
                notFinite.push_back(name);
                break;
            }
        }
        progress.count(++done, static_cast<long>(file.names().size()));
    }
    return {{"count", file.names().size()}, {"numbers", numbers}, {"bytes", bytes}, {"dtypes", types}, {"not_finite", notFinite}};
}

Json keyComparison(const Checkpoint& file, const ArchConfig& arch) {
    if (netCard(arch).total().params > kLargest) return nullptr;
    const auto net = engine::makeNet(arch);
    const auto keys = engine::compareKeys(net->module(), file);
    return {{"fits", keys.fits()},
            {"missing", keys.missing},
            {"surplus", keys.surplus},
            {"wrong_shape_or_type", keys.misshapen},
            {"passed_over", keys.passedOver}};
}

Json architecture(const Checkpoint& file) {
    const auto guess = engine::guessArchitecture(file);
    if (!guess) return nullptr;
    Json json{{"name", guess->named ? Json(guess->arch.name) : Json(nullptr)},
              {"classes", guess->arch.classes()},
              {"config", toJson(guess->arch)},
              {"from", guess->stated ? "the file's metadata" : "keys and shapes"},
              {"certain", guess->certain},
              {"assumptions", guess->assumptions},
              {"closest", engine::closestNamedArch(guess->arch)}};
    json["keys"] = keyComparison(file, guess->arch);
    return json;
}

std::uintmax_t bytesOf(const std::vector<fs::path>& files) {
    std::uintmax_t sum = 0;
    for (const fs::path& file : files)
        sum += fs::file_size(file);
    return sum;
}

Json describe(const Options& o) {
    Progress progress = terminalProgress();
    const Checkpoint file(o.file, o.averaged ? engine::WeightsKind::Averaged : engine::WeightsKind::Plain);
    const auto& info = file.info();
    Progress hashing = progress.share(0.6, "SHA-256");
    const std::string sha256 = weightsSha256(o.file);
    const fs::path weights = weightsFileIn(o.file);
    engine::checkNameHash(weights, sha256);
    hashing.finish();
    Json files = Json::array();
    for (const fs::path& path : info.files)
        files.push_back(path.string());
    Json json{{"file", o.file},
              {"files", files},
              {"bytes", bytesOf(info.files)},
              {"sha256", sha256},
              {"hash_in_name", engine::hashInName(weights).empty() ? Json(nullptr) : Json(engine::hashInName(weights))},
              {"format", info.format},
              {"wrapper", info.wrapper},
              {"averaged", info.averaged},
              {"prefix", info.prefix},
              {"family", info.family.empty() ? Json(nullptr) : Json(info.family)},
              {"dialect", info.dialect.empty() ? Json(nullptr) : Json(info.dialect)},
              {"problem", info.problem.empty() ? Json(nullptr) : Json(info.problem)},
              {"beside", info.beside},
              {"notes", info.notes},
              {"metadata", info.metadata},
              {"tensors", tensorSummary(file, progress.share(0.3, "tensors"))},
              {"architecture", architecture(file)}};
    json["tensors"]["list"] = tensorList(file);
    progress.finish();
    return json;
}

std::string joined(const Json& list, const char* none) {
    std::string text;
    for (const Json& item : list)
        text += (text.empty() ? "" : ", ") + item.get<std::string>();
    return text.empty() ? none : text;
}

void printKeys(const Json& keys) {
    if (keys.is_null()) return;
    if (keys["fits"] == true)
        std::cout << "keys          all there, none too many";
    else
        std::cout << "keys          missing " << keys["missing"].size() << ", surplus " << keys["surplus"].size() << ", wrong shape or type "
                  << keys["wrong_shape_or_type"].size();
    if (!keys["passed_over"].empty()) std::cout << " (" << keys["passed_over"].size() << " buffers that follow from the architecture passed over)";
    std::cout << '\n';
    for (const char* kind : {"missing", "surplus", "wrong_shape_or_type"})
        for (const Json& name : keys[kind])
            std::cout << "  " << kind << "  " << oneLine(name.get<std::string>()) << '\n';
}

void printText(const Json& json, bool tensors) {
    const auto line = [](const char* label, const std::string& value) {
        if (!value.empty()) std::cout << label << std::string(14 - std::string(label).size(), ' ') << oneLine(value) << '\n';
    };
    const auto textOf = [&](const char* field) { return json[field].is_string() ? json[field].get<std::string>() : std::string(); };
    const std::string wrapper = textOf("wrapper"), prefix = textOf("prefix");
    line("file", textOf("file"));
    line("bytes", std::to_string(json["bytes"].get<std::uintmax_t>()));
    line("format", textOf("format"));
    line("SHA-256", textOf("sha256") + (json["hash_in_name"].is_null() ? "" : ", as its name promises"));
    line("weights", (wrapper.empty() ? std::string("the file itself") : "under " + wrapper) + (json["averaged"] == true ? ", moving averages (EMA)" : "") +
                        (prefix.empty() ? "" : ", prefix " + prefix + " taken away"));
    line("keys as of", json["dialect"].is_null() ? "unknown: no family that klas knows" : textOf("dialect") + ", " + textOf("family"));
    line("problem", textOf("problem"));
    const Json& summary = json["tensors"];
    std::string types;
    for (const auto& [type, count] : summary["dtypes"].items())
        types += (types.empty() ? "" : ", ") + std::to_string(count.get<int>()) + " " + type;
    line("tensors", std::to_string(summary["count"].get<size_t>()) + " with " + shortNumber(summary["numbers"].get<double>()) + " numbers (" + types + ")");
    if (!summary["not_finite"].empty()) line("NaN or inf", "in " + joined(summary["not_finite"], ""));
    if (!json["beside"].empty()) line("beside", joined(json["beside"], ""));
    for (const Json& note : json["notes"])
        line("note", note.get<std::string>());
    for (const auto& [key, value] : json["metadata"].items())
        line("metadata", key + ": " + value.get<std::string>().substr(0, 300));
    const Json& arch = json["architecture"];
    if (arch.is_null()) {
        line("architecture", "not recognised");
    } else {
        const std::string name = arch["name"].is_string() ? arch["name"].get<std::string>() : "a " + arch["config"]["family"].get<std::string>() + " without a name (closest: " + arch["closest"].get<std::string>() + ")";
        line("architecture", name + ", " + std::to_string(arch["classes"].get<int>()) + " classes, from " + arch["from"].get<std::string>());
        for (const Json& assumption : arch["assumptions"])
            line("assumed", assumption.get<std::string>());
        line("config", arch["config"].dump());
        printKeys(arch["keys"]);
    }
    if (!tensors) return;
    std::cout << '\n';
    std::vector<std::vector<std::string>> rows;
    for (const Json& t : summary["list"])
        rows.push_back({oneLine(t["name"].get<std::string>()), t["dtype"].get<std::string>(), t["shape"].dump(),
                        t["original"] == t["name"] ? "" : oneLine(t["original"].is_string() ? t["original"].get<std::string>() : joined(t["original"], ""))});
    printTable({"tensor", "type", "shape", "in the file"}, rows);
}

void run(const Options& o, const Common& common) {
    engine::initCompute(common.threads);
    const Json json = describe(o);
    if (!o.configOut.empty()) {
        if (json["architecture"].is_null())
            throw Error("The architecture of " + o.file + " is not recognised, so there is no configuration to write; see --tensors for its keys.");
        writeFileAtomically(o.configOut, json["architecture"]["config"].dump(2) + "\n");
    }
    if (common.json)
        printJson(json);
    else
        printText(json, o.tensors);
}

} // namespace

void addCheckpoint(CLI::App& program, Common& common) {
    auto* checkpoint = program.add_subcommand("checkpoint", "Look into a file of weights");
    checkpoint->require_subcommand(1);
    auto* command = checkpoint->add_subcommand("inspect", "What a file of weights holds, and which architecture it looks like");
    auto o = std::make_shared<Options>();
    command->add_option("FILE", o->file, "safetensors (single, an index, or a folder with either) or .pth, .pt, .bin of torch.save")->required();
    command->add_flag("--ema", o->averaged, "Look at the moving averages (EMA) of the weights");
    command->add_flag("--tensors", o->tensors, "List every tensor");
    command->add_option("--config-out", o->configOut, "Write the guessed architecture as a JSON file for --config");
    command->callback([o, &common] { run(*o, common); });
}

} // namespace klas::cli
