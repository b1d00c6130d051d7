// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/engine/data/cifar.h"
#include "core/engine/data/image_dataset.h"
#include "core/engine/data/splits.h"

#include <spdlog/spdlog.h>

namespace klas::engine {

namespace {

/// The folder with the test images beside train/, or empty where all images lie together.
fs::path testFolder(const fs::path& root) {
    std::error_code ignored;
    if (!fs::is_directory(root / "train", ignored)) return {};
    for (const char* name : {"val", "validation", "test"})
        if (fs::is_directory(root / name, ignored)) return root / name;
    return {};
}

struct Opened {
    std::unique_ptr<ImageSource> source;
    std::vector<long> order;
    int classes = 0;
};

std::vector<long> orderOf(const DataSpec& data, Split split, long count) {
    return split == Split::Test ? testFileOrder(data, count) : trainingFileOrder(data, split, count);
}

Opened openFiles(const DataSpec& data, Split split) {
    const fs::path root = data.path;
    const fs::path test = data.kind == "folder" ? testFolder(root) : fs::path();
    LabelledFiles files = data.kind == "flat" ? flatFolder(root, data.labels)
                                              : classFolders(test.empty() ? root : root / "train");
    if (split == Split::Test && !test.empty()) files = classFolders(test, files.classes);
    for (const std::string& name : files.emptyClasses)
        spdlog::warn("The class {} in {} has no images.", name, data.path);
    const auto count = static_cast<long>(files.entries.size());
    Opened opened;
    opened.order = test.empty() ? commonOrder(data, split, count) : orderOf(data, split, count);
    opened.classes = static_cast<int>(files.classes.size());
    opened.source = std::make_unique<FileImages>(std::move(files.entries));
    return opened;
}

} // namespace

std::unique_ptr<Dataset> openImages(const DataSpec& data, Split split) {
    Opened opened;
    DataSpec used = data;
    if (data.kind == "cifar10" || data.kind == "cifar100") {
        opened.classes = data.kind == "cifar10" ? 10 : 100;
        opened.source = openCifar(data.path, opened.classes, split == Split::Test);
        opened.order = orderOf(data, split, opened.source->size());
        if (data.resize == 0 && data.crop == 0) used.resize = used.crop = kCifarSide;
    } else if (data.kind == "folder" || data.kind == "flat")
        opened = openFiles(data, split);
    else
        throw Error("Data of the kind \"" + data.kind + "\" is not known; use idx, folder, flat, cifar10 or cifar100.");
    if (opened.order.empty())
        throw Error(std::string("The split leaves no images for ") + (split == Split::Train ? "training" : "validation") +
                    " in " + data.path + "; ask for fewer of the others.");
    auto dataset = std::make_unique<ImageDataset>(std::move(opened.source), opened.order, opened.classes, used);
    if (const Skipped skipped = dataset->skipped(); skipped.count > 0) {
        spdlog::warn("{} of {} images in {} were left out.", skipped.count, opened.order.size(), data.path);
        for (const std::string& why : skipped.first)
            spdlog::warn("{}", why);
    }
    return dataset;
}

std::string detectDataKind(const fs::path& folder) {
    const auto has = [&](const char* name) {
        std::error_code ignored;
        return fs::exists(folder / name, ignored);
    };
    if (has("train-images-idx3-ubyte") || has("train-images-idx3-ubyte.gz")) return "idx";
    if (has("data_batch_1.bin")) return "cifar10";
    if (has("train.bin") && has("test.bin")) return "cifar100";
    const FolderLook look = lookAtFolder(folder);
    if (look.images) return "flat";
    if (look.folders) return "folder";
    throw Error("There are no images in " + folder.string() +
                "; name a folder with IDX or CIFAR files, or with JPEG and PNG files.");
}

} // namespace klas::engine
