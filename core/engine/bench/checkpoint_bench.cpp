// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/bench/checkpoint_bench.h"

#include "core/base/error.h"
#include "core/engine/bench/scratch_folder.h"
#include "core/engine/checkpoints/checkpoint.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace klas::engine::bench {

namespace {

constexpr int kTensors = 88;
constexpr std::uintmax_t kRoom = 500u << 20; ///< bytes that must be free

/// Anonymous memory of this process in MiB: what it holds beyond mapped files.
double ownMemory() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.rfind("RssAnon:", 0) == 0) return std::atof(line.c_str() + 8) / 1024;
    return 0;
}

void writeFile(const fs::path& file) {
    const auto values = torch::full({1024, 1024}, 0.5f);
    NamedTensors tensors;
    for (int k = 0; k < kTensors; ++k)
        tensors.emplace_back("layer." + std::to_string(k) + ".weight", values);
    writeSafeTensors(file, tensors);
}

/// The plain way: every byte into memory of our own.
void readWhole(const fs::path& file) {
    std::vector<char> bytes(fs::file_size(file));
    std::ifstream in(file, std::ios::binary);
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!in) throw Error("Cannot read back " + file.string() + ".");
}

double sumOfAll(const Checkpoint& file) {
    double sum = 0;
    for (const std::string& name : file.names())
        sum += file.tensor(name).sum().item<double>();
    return sum;
}

std::string text(const char* format, double a, double b = 0) {
    char buffer[160];
    std::snprintf(buffer, sizeof buffer, format, a, b);
    return buffer;
}

} // namespace

std::vector<Figure> checkpointBench(int rounds) {
    const ScratchFolder scratch;
    if (fs::space(scratch.path).available < kRoom)
        throw Error("There is no room for a file of 350 MB in " + scratch.path.string() + "; set TMPDIR to a folder with more.");
    const fs::path file = scratch.path / "large.safetensors";
    writeFile(file);
    const double megabytes = static_cast<double>(fs::file_size(file)) / 1e6;
    float touched = 0;
    const auto medians = medianSecondsInTurn(rounds, {[&] {
                                                          const Checkpoint opened(file);
                                                          touched = opened.tensor(opened.names().front())[0][0].item<float>();
                                                      },
                                                      [&] { readWhole(file); }});
    const Checkpoint opened(file);
    sumOfAll(opened); // threads and buffers of the sum itself are there before the measurement
    const double before = ownMemory();
    const Checkpoint again(file);
    const double sum = sumOfAll(again), gained = ownMemory() - before;
    if (touched != 0.5f || sum != 0.5 * kTensors * 1024 * 1024) throw Error("The bench read other values than it wrote to " + file.string() + ".");

    Figure seconds{"opening a safetensors file of 350 MB", medians[0], "s", 0.3, false, text("%.0f MB, header and first tensor touched, file in the page cache", megabytes)};
    Figure share{"the same beside reading it whole", medians[0] / medians[1], "x", 0, false, text("%.4f s against %.3f s", medians[0], medians[1])};
    Figure memory{"memory gained by opening it and reading every value", gained, "MiB", 16, false, text("a second copy would be %.0f MiB", megabytes * 1e6 / (1 << 20))};
    return {seconds, share, memory};
}

} // namespace klas::engine::bench
