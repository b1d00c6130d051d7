// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/image_list.h"

#include "core/base/error.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <sstream>

namespace klas::engine {

namespace {

constexpr int kDeepest = 16; ///< folders within a class; ends circles of links
constexpr long kMostFiles = 100'000'000;
constexpr int kMaxClasses = 1'000'000;

bool hidden(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.empty() || name[0] == '.';
}

std::vector<fs::directory_entry> sortedEntries(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    fs::directory_iterator it(folder, error);
    for (; !error && it != fs::directory_iterator(); it.increment(error))
        if (!hidden(it->path())) entries.push_back(*it);
    if (error) throw Error("Cannot list the folder " + folder.string() + ": " + error.message() + ".");
    std::sort(entries.begin(), entries.end());
    return entries;
}

bool isFolder(const fs::directory_entry& entry) {
    std::error_code ignored;
    return entry.is_directory(ignored);
}

/// Adds the images in `folder` and the folders in it. A name that ends as an image counts whatever lies behind it: what
/// cannot be read is reported later, by name.
void addFiles(ImageList& list, const fs::path& folder, int label, int depth) {
    if (depth > kDeepest)
        throw Error("The folder " + folder.string() + " lies too deep; is there a circle of links?");
    for (const fs::directory_entry& entry : sortedEntries(folder)) {
        if (isFolder(entry))
            addFiles(list, entry.path(), label, depth + 1);
        else if (isImageName(entry.path().filename().string()))
            list.files.push_back({entry.path().lexically_relative(list.folder).string(), label});
        else
            ++list.otherFiles;
    }
    if (static_cast<long>(list.files.size()) > kMostFiles)
        throw Error("The folder " + list.folder.string() + " has more than " + std::to_string(kMostFiles) + " images.");
}

void requireFolder(const fs::path& folder) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) throw Error("There is no folder " + folder.string() + " with images.");
}

bool isNumber(const std::string& text) {
    return !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == std::string::npos;
}

/// A line of a label file: words apart by blanks, tabs or a comma.
struct LabelLine {
    int number;
    std::string image, label; ///< `image` empty where the line has only a label
};

std::vector<LabelLine> readLabels(const fs::path& file) {
    std::istringstream text(readTextFile(file, std::uintmax_t{1} << 30));
    std::vector<LabelLine> lines;
    std::string line;
    for (int number = 1; std::getline(text, line); ++number) {
        std::replace_if(line.begin(), line.end(), [](char c) { return c == ',' || c == '\t' || c == '\r'; }, ' ');
        std::istringstream words(line);
        LabelLine entry{number, {}, {}};
        if (!(words >> entry.label) || entry.label[0] == '#') continue;
        if (std::string second; words >> second) entry.image = std::exchange(entry.label, second);
        lines.push_back(std::move(entry));
    }
    if (lines.empty()) throw Error("The label file " + file.string() + " has no labels.");
    return lines;
}

std::string place(const fs::path& file, const LabelLine& line) {
    return "The label file " + file.string() + ", line " + std::to_string(line.number);
}

} // namespace

int ImageList::classCount() const {
    if (!classes.empty()) return static_cast<int>(classes.size());
    int largest = 0;
    for (const ImageFile& file : files)
        largest = std::max(largest, file.label);
    return largest + 1;
}

bool isImageName(const std::string& name) {
    const size_t dot = name.rfind('.');
    if (dot == std::string::npos || dot == 0 || name[0] == '.') return false;
    std::string end = name.substr(dot + 1);
    std::transform(end.begin(), end.end(), end.begin(), [](unsigned char c) { return std::tolower(c); });
    return end == "jpg" || end == "jpeg" || end == "png";
}

bool hasClassFolders(const fs::path& folder) {
    requireFolder(folder);
    const auto entries = sortedEntries(folder);
    return std::any_of(entries.begin(), entries.end(), isFolder);
}

ImageList listClassFolders(const fs::path& folder) {
    requireFolder(folder);
    ImageList list;
    list.folder = folder;
    for (const fs::directory_entry& entry : sortedEntries(folder)) {
        if (!isFolder(entry)) {
            ++list.otherFiles;
            continue;
        }
        const size_t before = list.files.size();
        const std::string name = entry.path().filename().string();
        addFiles(list, entry.path(), static_cast<int>(list.classes.size()), 1);
        if (list.files.size() == before) list.emptyClasses.push_back(name);
        list.classes.push_back(name);
        if (static_cast<int>(list.classes.size()) > kMaxClasses)
            throw Error("The folder " + folder.string() + " has more than " + std::to_string(kMaxClasses) + " classes.");
    }
    if (list.classes.empty())
        throw Error("The folder " + folder.string() +
                    " has no folders, one per class; name a folder of such folders, or give --labels.");
    if (list.files.empty()) throw Error("The folders in " + folder.string() + " hold no JPEG or PNG files.");
    return list;
}

ImageList listLabelled(const fs::path& folder, const fs::path& labels, std::vector<std::string> classes) {
    requireFolder(folder);
    ImageList list;
    list.folder = folder;
    addFiles(list, folder, -1, 1);
    if (list.files.empty()) throw Error("The folder " + folder.string() + " holds no JPEG or PNG files.");
    const auto lines = readLabels(labels);

    const bool named = !lines.front().image.empty();
    const bool numbers = std::all_of(lines.begin(), lines.end(), [](const LabelLine& l) { return isNumber(l.label); });
    if (!named && lines.size() != list.files.size())
        throw Error("The label file " + labels.string() + " has " + std::to_string(lines.size()) + " labels for the " +
                    std::to_string(list.files.size()) + " images in " + folder.string() +
                    "; give one per image, or lines \"name label\".");
    if (!numbers && classes.empty()) {
        std::set<std::string> names;
        for (const LabelLine& line : lines)
            names.insert(line.label);
        classes.assign(names.begin(), names.end());
    }
    std::map<std::string, int> numberOf;
    for (size_t k = 0; k < classes.size(); ++k)
        numberOf.emplace(classes[k], static_cast<int>(k));
    const int limit = classes.empty() ? kMaxClasses : static_cast<int>(classes.size());
    const auto labelOf = [&](const LabelLine& line) {
        if (const auto found = numberOf.find(line.label); found != numberOf.end()) return found->second;
        int number = limit;
        if (numbers) std::from_chars(line.label.data(), line.label.data() + line.label.size(), number);
        if (number >= limit)
            throw Error(place(labels, line) + ": \"" + line.label.substr(0, 60) + "\" is none of the " +
                        (classes.empty() ? "numbers from 0 to " + std::to_string(limit - 1)
                                         : std::to_string(limit) + " classes") +
                        ".");
        return number;
    };

    std::map<std::string, size_t> fileOf;
    if (named)
        for (size_t k = 0; k < list.files.size(); ++k) {
            fileOf.emplace(list.files[k].path, k);
            fileOf.emplace(fs::path(list.files[k].path).stem().string(), k); // "ILSVRC2012_val_00000001" will do
        }
    for (size_t k = 0; k < lines.size(); ++k) {
        const LabelLine& line = lines[k];
        if (named != !line.image.empty())
            throw Error(place(labels, line) + ": every line must be \"name label\", or every line one label.");
        size_t file = k;
        if (named) {
            const auto found = fileOf.find(line.image);
            if (found == fileOf.end()) continue; // a file for more images than are here
            file = found->second;
        }
        list.files[file].label = labelOf(line);
    }
    const auto unlabelled =
        std::find_if(list.files.begin(), list.files.end(), [](const ImageFile& f) { return f.label < 0; });
    if (unlabelled != list.files.end())
        throw Error("The label file " + labels.string() + " has no label for the image " + unlabelled->path + " in " +
                    folder.string() + ".");
    list.classes = std::move(classes);
    return list;
}

} // namespace klas::engine
