// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/exports/torchscript.h"

#include "core/base/error.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/script.h>

namespace klas::engine {

namespace {

/// The network's tensors as attributes of a module, so that the trace names them instead of holding copies.
torch::jit::Module moduleWith(const NamedTensors& tensors) {
    torch::jit::Module module("StitchedNet");
    for (const auto& [name, tensor] : tensors) {
        std::string attribute = name;
        std::replace(attribute.begin(), attribute.end(), '.', '_');
        module.register_parameter(attribute, tensor, false);
    }
    return module;
}

} // namespace

void writeTorchScript(StitchedNet& net, const fs::path& file) {
    std::ostringstream bytes;
    try {
        torch::jit::Module module = moduleWith(net.tensors());
        const ArchConfig& arch = net.config().source;
        torch::manual_seed(0);
        const auto image = torch::rand({2, arch.inChannels(), arch.imageSize(), arch.imageSize()});
        const torch::AutoGradMode gradients(true); // without them the nets take loops that no trace can see
        const auto forward = [&](torch::jit::Stack inputs) -> torch::jit::Stack { return {net.forward(inputs.at(0).toTensor())}; };
        const auto noName = [](const torch::autograd::Variable&) -> std::string { return ""; };
        auto [state, outputs] = torch::jit::tracer::trace({image}, forward, noName, true, false, &module, {"images"});
        const c10::QualifiedName name(*module.type()->name(), "forward");
        module.type()->addMethod(module._ivalue()->compilation_unit()->create_function(name, state->graph));
        module.eval();
        module.save(bytes, {{"klas_stitch.json", toJson(net.config()).dump()}});
    } catch (const std::exception& e) {
        throw Error("The stitch " + text(net.config().stitch) + " could not be traced into TorchScript.", e.what());
    }
    writeFileAtomically(file, bytes.str());
}

torch::Tensor torchScriptLogits(const fs::path& file, const torch::Tensor& images) {
    try {
        const torch::NoGradGuard noGrad;
        return torch::jit::load(file.string()).forward({images}).toTensor();
    } catch (const std::exception& e) {
        throw Error("The TorchScript file " + file.string() + " cannot be run.", e.what());
    }
}

} // namespace klas::engine
