// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/engine/checkpoints/safetensors.h"
#include "core/engine/device.h"
#include "core/engine/similarity/cka.h"
#include "core/engine/similarity/divergence.h"
#include "core/engine/similarity/least_squares.h"

#include <cstdio>
#include <memory>

namespace klas::cli {

namespace {

struct Options {
    std::string source, target, metric = "kl";
    double temperature = 2;
    long batch = 256;
};

std::string digits(double value, const char* format) {
    char text[32];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

/// "4 x 10 of Long"
std::string describeTensor(const torch::Tensor& tensor) {
    std::string text;
    for (const auto size : tensor.sizes())
        text += (text.empty() ? "" : " x ") + std::to_string(size);
    return (text.empty() ? "a single number" : text) + " of " + c10::toString(tensor.scalar_type());
}

/// Tensor `name` of a file as m x B x (K or C).
torch::Tensor readBlocks(const std::string& file, const std::string& name) {
    const auto tensor = engine::SafeTensors(file).tensor(name);
    if (!tensor.is_floating_point() || tensor.dim() != 3)
        throw Error(file + ": the tensor \"" + name + "\" must be blocks x images x " +
                    (name == "logits" ? "classes" : "channels") +
                    " of floating-point numbers, but it is " + describeTensor(tensor) +
                    "; a single block has a leading size of 1.");
    if (tensor.size(1) == 0) throw Error(file + ": the tensor \"" + name + "\" holds no images.");
    if (tensor.size(0) == 0 || tensor.size(2) == 0)
        throw Error(file + ": the tensor \"" + name + "\" is empty.");
    if (name == "logits" && tensor.size(2) == 1)
        throw Error(file + ": the tensor \"logits\" has a single class, whose probability is always 1; give the logits of at least two.");
    return tensor;
}

ScoreMatrix compareOutputs(const torch::Tensor& source, const torch::Tensor& target, const Options& options,
                           torch::Device device) {
    engine::DivergenceAccumulator scores(options.metric, source.size(0), target.size(0));
    const double t = options.metric == "kl_temperature" ? options.temperature : 1;
    const long images = source.size(1);
    for (long start = 0, b = 0; start < images; start += options.batch, ++b) {
        const long count = std::min(options.batch, images - start);
        scores.add({source.narrow(1, start, count).to(device), options.source},
                   {target.narrow(1, start, count).to(device), options.target}, t, b);
    }
    return scores.matrix();
}

std::vector<torch::Tensor> blocksOf(const torch::Tensor& features, long start, long count,
                                    torch::Device device, const std::string& file) {
    const auto part = features.narrow(1, start, count).to(device).to(torch::kFloat64);
    if (!torch::isfinite(part).all().item<bool>())
        throw Error("The features in " + file + " are not finite (NaN or infinity) within images " +
                    std::to_string(start) + " to " + std::to_string(start + count - 1) + ".");
    return part.unbind(0);
}

template <typename Accumulator>
ScoreMatrix compareFeatures(Accumulator scores, const torch::Tensor& source, const torch::Tensor& target,
                            const Options& options, torch::Device device) {
    const long images = source.size(1);
    for (long start = 0; start < images; start += options.batch) {
        const long count = std::min(options.batch, images - start);
        scores.add(blocksOf(source, start, count, device, options.source),
                   blocksOf(target, start, count, device, options.target));
    }
    return scores.matrix();
}

void run(const Options& options, const Common& common) {
    const MeasureInfo& info = measureInfo(options.metric);
    engine::initCompute(common.threads);
    const auto device = engine::pickDevice(common.device);
    const char* name = info.hasErrors ? "logits" : "features";
    const auto source = readBlocks(options.source, name), target = readBlocks(options.target, name);
    if (source.size(1) != target.size(1))
        throw Error("The two files hold different numbers of images (" + std::to_string(source.size(1)) +
                    " and " + std::to_string(target.size(1)) +
                    "); both must come from the same images in the same order.");
    if (info.hasErrors && source.size(2) != target.size(2))
        throw Error("The two files differ in classes (" + std::to_string(source.size(2)) + " and " +
                    std::to_string(target.size(2)) + "); only probes over the same classes can be compared.");
    // Unbiased HSIC divides by B - 3; one image fits every affine map.
    if (info.id == "cka" && std::min(source.size(1), options.batch) < 4)
        throw Error("CKA needs at least 4 images and a --batch of at least 4.");
    if (info.id == "ls" && source.size(1) < 2)
        throw Error("The least-squares residual needs at least 2 images; " + options.source + " holds 1.");

    const ScoreMatrix scores =
        info.id == "cka" ? compareFeatures(engine::CkaAccumulator(source.size(0), target.size(0)), source,
                                           target, options, device)
        : info.id == "ls"
            ? compareFeatures(engine::LeastSquaresAccumulator(), source, target, options, device)
            : compareOutputs(source, target, options, device);

    if (common.json) {
        const Json matrix = toJson(scores);
        Json out{{"metric", info.id},
                 {"unit", info.unit},
                 {"larger_is_closer", info.largerIsCloser},
                 {"images", scores.images}};
        if (info.hasErrors) out["classes"] = source.size(2);
        if (info.id == "kl_temperature") out["temperature"] = options.temperature;
        if (info.id == "cka") out["batch"] = options.batch;
        out["device"] = engine::describe(device);
        out["values"] = matrix.at("values");
        out["errors"] = matrix.contains("errors") ? matrix.at("errors") : Json(nullptr);
        printJson(out);
        return;
    }
    std::vector<std::string> header{"source \\ target"};
    for (int j = 1; j <= scores.columns(); ++j)
        header.push_back(std::to_string(j));
    std::vector<std::vector<std::string>> rows;
    for (int i = 1; i <= scores.rows(); ++i) {
        rows.push_back({std::to_string(i)});
        for (int j = 1; j <= scores.columns(); ++j)
            rows.back().push_back(digits(scores.value(i, j), "%.4g") +
                                  (scores.hasErrors() ? " ± " + digits(scores.error(i, j), "%.1g") : ""));
    }
    printTable(header, rows);
    std::printf("%s%s%s over %ld images; %s is closer.\n", info.title.c_str(), info.unit.empty() ? "" : ", ",
                info.unit.c_str(), scores.images, info.largerIsCloser ? "larger" : "smaller");
}

} // namespace

void addSimilarity(CLI::App& program, Common& common) {
    auto* command = program.add_subcommand(
        "similarity",
        "Compare the blocks of two networks from their probe logits or features, from any framework");
    auto options = std::make_shared<Options>();
    command
        ->add_option("--source", options->source,
                     "safetensors: logits m x B x K (cka, ls: features m x B x C)")
        ->required();
    command->add_option("--target", options->target, "The same for the target, from the same images")
        ->required();
    command
        ->add_option("--metric", options->metric, "kl, kl_reversed, kl_temperature, js, ce, mse, cka or ls")
        ->capture_default_str();
    command->add_option("--temperature", options->temperature, "Of kl_temperature")
        ->check(CLI::Range(1e-3, 1e3))
        ->capture_default_str();
    command->add_option("--batch", options->batch, "Images at a time; CKA depends on it")
        ->check(CLI::Range(1L, 1L << 20))
        ->capture_default_str();
    command->callback([options, &common] { run(*options, common); });
}

} // namespace klas::cli
