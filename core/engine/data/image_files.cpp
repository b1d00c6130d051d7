// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/random.h"
#include "core/engine/data/photos.h"

#include <algorithm>

namespace klas::engine {

namespace {

class ImageFiles final : public Photos {
public:
    ImageFiles(const DataSpec& data, fs::path folder, std::vector<ImageFile> files, int classes, SkippedImages skipped)
        : Photos(data.transform, labelsOf(files), classes, data.transform.crop)
        , m_folder(std::move(folder))
        , m_files(std::move(files))
        , m_skipped(std::move(skipped)) {}

    const SkippedImages& skipped() const override { return m_skipped; }
    ImagePart part(long index, const Chooser& choose) const override {
        const fs::path path = pathOf(index);
        return decodeImage(readImageFile(path), path.string(), choose);
    }
    Image evaluated(long index) const override {
        const fs::path path = pathOf(index);
        return evalImage(readImageFile(path), path.string(), transform());
    }

private:
    fs::path pathOf(long index) const {
        checkIndex(index);
        return m_folder / m_files[static_cast<size_t>(index)].path;
    }
    static std::vector<int> labelsOf(const std::vector<ImageFile>& files) {
        std::vector<int> labels;
        for (const ImageFile& file : files)
            labels.push_back(file.label);
        return labels;
    }

    fs::path m_folder;
    std::vector<ImageFile> m_files;
    SkippedImages m_skipped;
};

/// `folder`/`name` for the first name that is there, or an empty path.
fs::path firstFolder(const fs::path& folder, std::initializer_list<const char*> names) {
    std::error_code ignored;
    for (const char* name : names)
        if (fs::is_directory(folder / name, ignored)) return folder / name;
    return {};
}

/// The images of one folder, permuted, of which this split takes `count` (0 = all that remain) after `skip`.
struct Share {
    ImageList list;
    long skip = 0, count = 0;
};

std::vector<std::string> classesOf(const fs::path& folder) {
    return hasClassFolders(folder) ? listClassFolders(folder).classes : std::vector<std::string>{};
}

/// A folder of class folders, or with --labels of images.
ImageList listEither(const DataSpec& data, const fs::path& folder, const std::vector<std::string>& classes) {
    if (data.labels.empty()) return listClassFolders(folder);
    if (hasClassFolders(folder) && data.kind == "image_folder") return listClassFolders(folder);
    return listLabelled(folder, fs::path(data.path) / data.labels, classes);
}

void requireSameClasses(const ImageList& list, const std::vector<std::string>& classes) {
    if (classes.empty() || list.classes == classes) return;
    for (const std::string& name : list.classes)
        if (std::find(classes.begin(), classes.end(), name) == classes.end())
            throw Error("The folder " + list.folder.string() + " has the class " + name + ", but train/ has none of that name.");
    throw Error("The folder " + list.folder.string() + " has " + std::to_string(list.classes.size()) +
                " classes, but train/ has " + std::to_string(classes.size()) +
                "; add the folders that are missing, empty if need be.");
}

Share everythingFrom(const DataSpec& data, ImageList list, Split split) {
    const long all = static_cast<long>(list.files.size()), tenth = std::max(1L, all / 10);
    const long validation = data.validationImages ? data.validationImages : tenth;
    const long test = data.testImages ? data.testImages : tenth;
    Share share{std::move(list), 0, validation};
    if (split == Split::Test) share = {std::move(share.list), validation, test};
    if (split == Split::Train) share = {std::move(share.list), validation + test, data.trainImages};
    return share;
}

Share shareOf(const DataSpec& data, Split split) {
    const fs::path root = data.path, train = firstFolder(root, {"train"}), val = firstFolder(root, {"val", "validation"}),
                   test = firstFolder(root, {"test"});
    if (data.kind == "image_list") {
        // A folder val/ beside train/ takes its class numbers from there.
        const fs::path sibling = root.has_filename() ? root.parent_path() / "train" : root.parent_path().parent_path() / "train";
        std::error_code ignored;
        return everythingFrom(data,
                              listLabelled(root, root / data.labels,
                                           fs::is_directory(sibling, ignored) ? classesOf(sibling) : std::vector<std::string>{}),
                              split);
    }
    if (train.empty() || val.empty()) return everythingFrom(data, listClassFolders(train.empty() ? root : train), split);
    if (split == Split::Train) return {listClassFolders(train), 0, data.trainImages};
    const auto classes = classesOf(train);
    Share share{listEither(data, split == Split::Test && !test.empty() ? test : val, classes), 0, data.testImages};
    requireSameClasses(share.list, classes);
    if (split == Split::Test && !test.empty()) return share;
    const long half = std::clamp(static_cast<long>(share.list.files.size()) / 2, 1L, 10000L);
    const long validation = data.validationImages ? data.validationImages : half;
    if (split == Split::Validation)
        share.count = validation;
    else
        share.skip = validation;
    return share;
}

const char* nameOf(Split split) {
    return split == Split::Train ? "training" : split == Split::Validation ? "validation" : "test";
}

void report(const ImageList& list, const SkippedImages& skipped, Split split) {
    if (!list.emptyClasses.empty())
        spdlog::warn("{} of the {} classes in {} have no images: {}{}", list.emptyClasses.size(), list.classes.size(),
                     list.folder.string(), list.emptyClasses.front(), list.emptyClasses.size() > 1 ? ", ..." : "");
    if (list.otherFiles > 0)
        spdlog::info("{} files in {} are no JPEG or PNG files by their names and were left out", list.otherFiles,
                     list.folder.string());
    if (skipped.count == 0) return;
    spdlog::warn("{} damaged image files were left out before the {} images were complete:", skipped.count, nameOf(split));
    for (const std::string& reason : skipped.reasons)
        spdlog::warn("  {}", reason);
    if (skipped.count > static_cast<long>(skipped.reasons.size()))
        spdlog::warn("  ... and {} more", skipped.count - static_cast<long>(skipped.reasons.size()));
}

} // namespace

std::unique_ptr<Dataset> openImageFiles(const DataSpec& data, Split split) {
    if (data.transform.crop == 0)
        throw Error("Image files differ in size: say with --crop how many pixels the networks read.");
    if (data.kind == "image_list" && data.labels.empty())
        throw Error("The images in " + data.path + " need a file with their labels; name it with --labels.");
    Share share = shareOf(data, split);
    Random(data.seed).shuffle(share.list.files);
    const int classes = data.classes ? data.classes : share.list.classCount();
    if (share.list.classCount() > classes)
        throw Error("The data in " + share.list.folder.string() + " has " + std::to_string(share.list.classCount()) +
                    " classes, more than the " + std::to_string(classes) + " asked for.");
    const long wanted = share.count ? share.skip + share.count : 0;
    SkippedImages skipped;
    auto files = usableImages(share.list.folder, share.list.files, wanted, skipped);
    const auto usable = static_cast<long>(files.size());
    report(share.list, skipped, split);
    if (usable <= share.skip || (share.count && usable < wanted))
        throw Error("The folder " + share.list.folder.string() + " has " + std::to_string(usable) +
                    " usable images, too few for the " + nameOf(split) + " images asked for after " +
                    std::to_string(share.skip) + " others; ask for fewer.");
    files.erase(files.begin(), files.begin() + share.skip);
    return std::make_unique<ImageFiles>(data, share.list.folder, std::move(files), classes, std::move(skipped));
}

} // namespace klas::engine
