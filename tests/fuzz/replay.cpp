// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/target.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>

/// The short run in the tests: every input of the corpus as it is, then seeded neighbours of them, without libFuzzer.
///
///     fuzz_idx --runs 20000 --seed 1 tests/fuzz/corpus/idx
///     fuzz_idx fuzz-finding-idx          what a run left when it ended badly
///
/// A run that ends badly leaves its input in the current folder.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size);

namespace {

using namespace klas;
using fuzz::Input;

constexpr size_t kLongest = 256u << 10; ///< bytes; what is longer teaches nothing that is worth its time

const Input* current = nullptr;
std::string reproducer;

void keepInput(int signal) {
    if (current) {
        const int file = ::open(reproducer.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        if (file >= 0 && ::write(file, current->data(), current->size()) >= 0) {
            static const char text[] = "the input is in the file fuzz-finding-...\n";
            if (::write(STDERR_FILENO, text, sizeof text - 1) < 0) ::_exit(1);
        }
    }
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void run(const Input& input) {
    current = &input;
    // A copy of its own size on the heap, so that sanitizers see a read beyond its end.
    const Input exact(input.begin(), input.end());
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
    current = nullptr;
}

std::vector<Input> readCorpus(const std::vector<fs::path>& paths) {
    std::vector<fs::path> files;
    for (const fs::path& path : paths) {
        if (!fs::exists(path)) throw Error("There is no " + path.string() + ".");
        if (fs::is_directory(path)) {
            for (const auto& entry : fs::directory_iterator(path))
                if (entry.is_regular_file() && entry.file_size() <= kLongest) files.push_back(entry.path());
        } else {
            files.push_back(path);
        }
    }
    std::sort(files.begin(), files.end());
    std::vector<Input> corpus;
    for (const fs::path& file : files) {
        const std::string text = readTextFile(file);
        corpus.emplace_back(text.begin(), text.end());
    }
    if (corpus.empty()) throw Error("There is no corpus.");
    return corpus;
}

int replay(int argc, char** argv) {
    long runs = 0;
    std::uint64_t seed = 1;
    std::vector<fs::path> paths;
    for (int k = 1; k < argc; ++k) {
        const bool more = k + 1 < argc;
        if (std::strcmp(argv[k], "--runs") == 0 && more)
            runs = std::stol(argv[++k]);
        else if (std::strcmp(argv[k], "--seed") == 0 && more)
            seed = std::stoull(argv[++k]);
        else
            paths.emplace_back(argv[k]);
    }
    reproducer = "fuzz-finding-" + fs::path(argv[0]).filename().string().substr(5);
    for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL})
        std::signal(signal, keepInput);
    const auto corpus = readCorpus(paths);
    const auto start = std::chrono::steady_clock::now();
    for (const Input& input : corpus)
        run(input);
    Random random(seed);
    for (long k = 0; k < runs; ++k)
        run(fuzz::mutated(corpus, random, kLongest));
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::printf("%zu inputs and %ld of their neighbours in %.1f s, no finding\n", corpus.size(), runs, seconds.count());
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return replay(argc, argv);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 2;
    }
}
