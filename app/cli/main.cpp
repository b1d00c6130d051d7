// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/base/version.h"
#include "core/engine/blas_core.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <new>

namespace klas::cli {

// One line per command, in the order of the help text; each lives in a file of its name.
void addArch(CLI::App&, Common&);
void addSpace(CLI::App&, Common&);
void addBaseline(CLI::App&, Common&);
void addCheckpoint(CLI::App&, Common&);
void addForward(CLI::App&, Common&);
void addSimilarity(CLI::App&, Common&);
void addData(CLI::App&, Common&);
void addTrainAnchor(CLI::App&, Common&);
void addProject(CLI::App&, Common&);
void addAnalyze(CLI::App&, Common&);
void addMatrix(CLI::App&, Common&);
void addSelect(CLI::App&, Common&);
void addPreview(CLI::App&, Common&);
void addFinetune(CLI::App&, Common&);
void addEvaluate(CLI::App&, Common&);
void addFrontier(CLI::App&, Common&);
void addCascade(CLI::App&, Common&);
void addVerify(CLI::App&, Common&);
void addLedger(CLI::App&, Common&);
void addExperiment(CLI::App&, Common&);
void addExport(CLI::App&, Common&);
void addQueue(CLI::App&, Common&);
void addImport(CLI::App&, Common&);
void addReference(CLI::App&, Common&);
void addWorker(CLI::App&, Common&);
void addBench(CLI::App&, Common&);

static const AddCommand commands[] = {
    addArch,
    addSpace,
    addBaseline,
    addCheckpoint,
    addForward,
    addSimilarity,
    addData,
    addTrainAnchor,
    addProject,
    addAnalyze,
    addMatrix,
    addSelect,
    addPreview,
    addFinetune,
    addEvaluate,
    addFrontier,
    addCascade,
    addVerify,
    addLedger,
    addExperiment,
    addExport,
    addQueue,
    addImport,
    addReference,
    addWorker,
    addBench,
};

} // namespace klas::cli

namespace {

using namespace klas;

int fail(const std::string& sentence) {
    std::fprintf(stderr, "klas: %s\n", cli::oneLine(sentence).c_str());
    return 1;
}

/// What no command expected: out of memory, a path the system refuses, a complaint of LibTorch. Its first line is
/// the user's, the rest (a backtrace) the log's.
int failUnexpectedly(const std::exception& e) {
    const std::string text = e.what();
    spdlog::debug("cause: {}", text);
    if (dynamic_cast<const std::bad_alloc*>(&e) || text.find("allocate memory") != std::string::npos ||
        text.find("out of memory") != std::string::npos)
        return fail("There is not enough memory for this; use a smaller network, fewer images or a smaller batch.");
    if (const auto* file = dynamic_cast<const fs::filesystem_error*>(&e))
        return fail("Cannot use " + file->path1().string() + ": " + file->code().message() + ".");
    return fail("Something unexpected went wrong: " + text.substr(0, text.find('\n')));
}

int run(int argc, char** argv) {
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
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return program.exit(e) == 0 ? 0 : 2;
    } catch (const Cancelled&) {
        return fail("cancelled");
    } catch (const Error& e) {
        if (!e.cause().empty()) spdlog::debug("cause: {}", e.cause());
        return fail(e.what());
    } catch (const std::exception& e) {
        return failUnexpectedly(e);
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    engine::restartWithFittingBlas(argv);
    initLog();
    // A file that grows past a limit is an error to report, not the end of the program.
    std::signal(SIGXFSZ, SIG_IGN);
    const int code = run(argc, argv);
    errno = 0;
    std::cout.flush();
    if (code == 0 && (std::fflush(stdout) != 0 || std::ferror(stdout) || !std::cout))
        return fail(std::string("The result could not be written to stdout: ") +
                    (errno ? std::strerror(errno) : "the disk may be full") + ".");
    return code;
}
