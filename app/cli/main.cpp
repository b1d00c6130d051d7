// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/version.h"
#include "core/engine/blas_core.h"

#include <cstdio>

namespace klas::cli {

// One line per command, in the order of the help text; each lives in a file of its name.
void addArch(CLI::App&, Common&);
void addSpace(CLI::App&, Common&);
void addBaseline(CLI::App&, Common&);
void addForward(CLI::App&, Common&);
void addSimilarity(CLI::App&, Common&);
void addTrainAnchor(CLI::App&, Common&);
void addProject(CLI::App&, Common&);
void addAnalyze(CLI::App&, Common&);
void addMatrix(CLI::App&, Common&);
void addSelect(CLI::App&, Common&);
void addWorker(CLI::App&, Common&);
void addBench(CLI::App&, Common&);

static const AddCommand commands[] = {
    addArch,
    addSpace,
    addBaseline,
    addForward,
    addSimilarity,
    addTrainAnchor,
    addProject,
    addAnalyze,
    addMatrix,
    addSelect,
    addWorker,
    addBench,
};

} // namespace klas::cli

int main(int argc, char** argv) {
    using namespace klas;
    engine::restartWithFittingBlas(argv);
    CLI::App program("klas: which stitches between pretrained networks are worth finetuning?", "klas");
    program.set_version_flag("--version", std::string("klas ") + kVersion);
    program.require_subcommand(1);
    program.fallthrough();
    cli::Common common;
    program.add_flag("--json", common.json, "Print one JSON document on stdout");
    program.add_option("--device", common.device, "auto, cpu, cuda or cuda:N")->capture_default_str();
    program.add_option("--threads", common.threads, "CPU threads, 0 = all cores")->check(CLI::Range(0, 1024));
    for (const cli::AddCommand add : cli::commands)
        add(program, common);

    initLog();
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return program.exit(e) == 0 ? 0 : 2;
    } catch (const Cancelled&) {
        std::fputs("klas: cancelled\n", stderr);
        return 1;
    } catch (const Error& e) {
        if (!e.cause().empty()) spdlog::info("cause: {}", e.cause());
        std::fprintf(stderr, "klas: %s\n", e.what());
        return 1;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "klas: Something unexpected went wrong: %s\n", e.what());
        return 1;
    }
    return 0;
}
