// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/image_check.h"

#include "core/base/error.h"
#include "core/engine/data/decode.h"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>

namespace klas::engine {

namespace {

constexpr size_t kHead = 16u << 10; ///< bytes that hold the header of most files
constexpr long kPiece = 4096;       ///< files that are checked before it is seen whether they are enough

bool endsWell(const std::string& head, const std::string& tail) {
    const auto endsWith = [&](std::string_view end) {
        return tail.size() >= end.size() && std::string_view(tail).substr(tail.size() - end.size()) == end;
    };
    using namespace std::string_view_literals;
    return head[0] == '\x89' ? endsWith("\0\0\0\0IEND\xAE\x42\x60\x82"sv) : endsWith("\xFF\xD9"sv);
}

/// Throws where the header is no good. `size` is the whole file's.
void checkHeader(const std::string& head, const std::string& name, size_t size) {
    struct Enough {};
    try {
        decodeImage(head, name, [](int, int, bool) -> Wanted { throw Enough(); }, size);
    } catch (const Enough&) {
    }
}

void check(const fs::path& path) {
    std::error_code error;
    const auto size = fs::is_regular_file(path, error) ? fs::file_size(path, error) : 0;
    std::string head(std::min<size_t>(kHead, size), '\0'), tail(std::min<size_t>(12, size), '\0');
    std::ifstream file(path, std::ios::binary);
    if (size > kHead && file.read(head.data(), static_cast<std::streamsize>(head.size())) &&
        file.seekg(static_cast<std::streamoff>(size - tail.size())) &&
        file.read(tail.data(), static_cast<std::streamsize>(tail.size()))) {
        try {
            checkHeader(head, path.string(), size);
            if (endsWell(head, tail)) return;
        } catch (const Error&) {
            // The header may be longer than what was read of it.
        }
    }
    const std::string bytes = readImageFile(path);
    checkHeader(bytes, path.string(), bytes.size());
    if (!endsWell(bytes, bytes.substr(bytes.size() - std::min<size_t>(12, bytes.size()))))
        decodeImage(bytes, path.string());
}

} // namespace

std::string imageProblem(const fs::path& path) {
    try {
        check(path);
        return {};
    } catch (const Error& e) {
        return e.what();
    } catch (const std::bad_alloc&) {
        return "Cannot read " + path.string() + ": there is not enough memory for it.";
    }
}

std::vector<ImageFile> usableImages(const fs::path& folder, const std::vector<ImageFile>& files, long wanted,
                                    SkippedImages& skipped) {
    std::vector<ImageFile> usable;
    const long all = static_cast<long>(files.size());
    if (wanted == 0) wanted = all;
    for (long begin = 0; begin < all && static_cast<long>(usable.size()) < wanted; begin += kPiece) {
        const long count = std::min(kPiece, all - begin);
        std::vector<std::string> problems(static_cast<size_t>(count));
        std::atomic<long> taken{0};
        std::vector<std::thread> threads;
        const auto work = [&] {
            for (long k; (k = taken.fetch_add(1)) < count;)
                problems[static_cast<size_t>(k)] = imageProblem(folder / files[static_cast<size_t>(begin + k)].path);
        };
        for (long t = std::clamp(static_cast<long>(std::thread::hardware_concurrency()), 1L, (count + 15) / 16); t > 1; --t)
            threads.emplace_back(work);
        work();
        for (std::thread& thread : threads)
            thread.join();
        for (long k = 0; k < count && static_cast<long>(usable.size()) < wanted; ++k) {
            std::string& problem = problems[static_cast<size_t>(k)];
            if (problem.empty()) {
                usable.push_back(files[static_cast<size_t>(begin + k)]);
                continue;
            }
            ++skipped.count;
            if (skipped.reasons.size() < SkippedImages::kNamed) skipped.reasons.push_back(std::move(problem));
        }
    }
    return usable;
}

} // namespace klas::engine
