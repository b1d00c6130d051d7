// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/labelled_files.h"

#include "core/base/error.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace klas::engine {

namespace {

bool isHidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

/// What a folder holds, by name in ascending order.
std::vector<fs::directory_entry> contents(const fs::path& folder) {
    std::vector<fs::directory_entry> all;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (!isHidden(at->path())) all.push_back(*at);
    if (error) throw Error("Cannot read the folder " + folder.string() + ": " + error.message() + ".");
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.path() < b.path(); });
    return all;
}

bool isImage(const fs::directory_entry& entry) {
    std::error_code ignored;
    return isImageName(entry.path()) && entry.is_regular_file(ignored);
}

bool isFolder(const fs::directory_entry& entry) {
    std::error_code ignored;
    return entry.is_directory(ignored);
}

int classNumber(const std::string& text, const std::string& what) {
    if (text.size() > 6) throw Error(what + ": the class number " + text + " is too large.");
    return std::stoi(text);
}

bool isNumber(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

bool isImageName(const fs::path& path) {
    std::string end = path.extension().string();
    std::transform(end.begin(), end.end(), end.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return end == ".jpg" || end == ".jpeg" || end == ".png";
}

FolderLook lookAtFolder(const fs::path& folder) {
    FolderLook look;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end && !(look.images && look.folders);
         at.increment(error)) {
        if (isHidden(at->path())) continue;
        look.images = look.images || isImage(*at);
        look.folders = look.folders || isFolder(*at);
    }
    return look;
}

LabelledFiles classFolders(const fs::path& root, const std::vector<std::string>& classes) {
    LabelledFiles files;
    files.classes = classes;
    const bool known = !classes.empty();
    for (const auto& folder : contents(root)) {
        if (!isFolder(folder)) continue;
        const std::string name = folder.path().filename().string();
        auto at = std::lower_bound(files.classes.begin(), files.classes.end(), name);
        if (!known)
            at = files.classes.insert(files.classes.end(), name); // they come in ascending order
        else if (at == files.classes.end() || *at != name)
            throw Error("The folder " + root.string() + " has the class " + name +
                        ", which the training images lack; remove it or add it there.");
        const auto label = static_cast<int>(at - files.classes.begin());
        const size_t before = files.entries.size();
        for (const auto& file : contents(folder.path()))
            if (isImage(file)) files.entries.push_back({file.path().string(), label});
        if (files.entries.size() == before) files.emptyClasses.push_back(name);
    }
    if (files.classes.empty())
        throw Error("The folder " + root.string() + " has no folders; give one with a folder of images per class.");
    if (files.entries.empty())
        throw Error("The folders in " + root.string() + " have no JPEG or PNG files; give one with images.");
    return files;
}

LabelledFiles flatFolder(const fs::path& folder, const fs::path& labels) {
    std::vector<std::string> names;
    for (const auto& file : contents(folder))
        if (isImage(file)) names.push_back(file.path().filename().string());
    if (names.empty()) throw Error("The folder " + folder.string() + " has no JPEG or PNG files.");
    if (labels.empty())
        throw Error("The images in " + folder.string() +
                    " lie in one folder; name the file with their classes (--labels FILE).");

    std::map<std::string, std::string> byName;
    std::vector<std::string> inOrder;
    std::istringstream lines(readTextFile(labels, 256u << 20));
    long number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        std::istringstream words(line);
        std::string first, second, more;
        if (!(words >> first) || first.starts_with('#')) continue;
        if (words >> second) {
            if (words >> more)
                throw Error("Cannot read " + labels.string() + ": line " + std::to_string(number) +
                            " has more than a name and a label.");
            if (!byName.emplace(first, second).second)
                throw Error("Cannot read " + labels.string() + ": it names " + first + " twice.");
        } else
            inOrder.push_back(first);
        if (!byName.empty() && !inOrder.empty())
            throw Error("Cannot read " + labels.string() + ": line " + std::to_string(number) +
                        " differs from those before; use \"name label\" in every line, or one label in every line.");
    }
    std::vector<std::string> found;
    if (byName.empty()) {
        if (inOrder.size() != names.size())
            throw Error("Cannot use " + labels.string() + ": it has " + std::to_string(inOrder.size()) + " labels for " +
                        std::to_string(names.size()) + " images in " + folder.string() + ".");
        found = inOrder;
    } else {
        for (const std::string& name : names) {
            auto at = byName.find(name);
            if (at == byName.end()) at = byName.find(fs::path(name).stem().string());
            if (at == byName.end())
                throw Error("Cannot use " + labels.string() + ": it has no label for " + name + ".");
            found.push_back(at->second);
        }
    }

    std::vector<std::string> every = inOrder; // the file's classes count, even where an image is missing
    for (const auto& [name, label] : byName)
        every.push_back(label);
    LabelledFiles files;
    if (std::all_of(every.begin(), every.end(), isNumber)) {
        int last = 0;
        for (const auto& text : every)
            last = std::max(last, classNumber(text, labels.string()));
        for (int k = 0; k <= last; ++k)
            files.classes.push_back(std::to_string(k));
        for (size_t k = 0; k < names.size(); ++k)
            files.entries.push_back({(folder / names[k]).string(), classNumber(found[k], labels.string())});
    } else {
        const std::set<std::string> sorted(every.begin(), every.end());
        files.classes.assign(sorted.begin(), sorted.end());
        for (size_t k = 0; k < names.size(); ++k)
            files.entries.push_back(
                {(folder / names[k]).string(),
                 static_cast<int>(std::lower_bound(files.classes.begin(), files.classes.end(), found[k]) -
                                  files.classes.begin())});
    }
    return files;
}

} // namespace klas::engine
