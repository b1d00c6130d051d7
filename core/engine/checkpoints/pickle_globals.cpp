// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/pickle_globals.h"

namespace klas::engine::pickle {

namespace {

/// What weights are made of.
constexpr Global kWeights[] = {
    {"collections", "OrderedDict", Role::OrderedDict},
    {"torch", "Size", Role::Tuple},
    {"torch._utils", "_rebuild_tensor", Role::RebuildTensor},
    {"torch._utils", "_rebuild_tensor_v2", Role::RebuildTensor},
    {"torch._utils", "_rebuild_tensor_v3", Role::RebuildTensor},
    {"torch._utils", "_rebuild_parameter", Role::RebuildParameter},
    {"torch._utils", "_rebuild_parameter_with_state", Role::RebuildParameter},
    {"torch.nn.parameter", "Parameter", Role::RebuildParameter},
    {"torch.nn.parameter", "Buffer", Role::RebuildParameter},
    {"torch.autograd.variable", "Variable", Role::RebuildParameter},
    {"torch._tensor", "_rebuild_from_type_v2", Role::RebuildFromType},
    {"torch", "Tensor", Role::Inert},
};

struct StorageType {
    std::string_view name;
    Number number;
};
constexpr StorageType kStorages[] = {
    {"DoubleStorage", Number::F64},      {"FloatStorage", Number::F32},         {"HalfStorage", Number::F16},
    {"BFloat16Storage", Number::BF16},   {"LongStorage", Number::I64},          {"IntStorage", Number::I32},
    {"ShortStorage", Number::I16},       {"CharStorage", Number::I8},           {"ByteStorage", Number::U8},
    {"BoolStorage", Number::Bool},       {"UntypedStorage", Number::U8},        {"_UntypedStorage", Number::U8},
    {"ComplexFloatStorage", Number::Unsupported},  {"ComplexDoubleStorage", Number::Unsupported},
    {"QInt8Storage", Number::Unsupported},         {"QUInt8Storage", Number::Unsupported},
    {"QInt32Storage", Number::Unsupported},        {"QUInt4x2Storage", Number::Unsupported},
    {"QUInt2x4Storage", Number::Unsupported},
};
constexpr std::string_view kStorageModules[] = {"torch", "torch.cuda", "torch.storage"};

constexpr StorageType kTypes[] = {
    {"float64", Number::F64},    {"double", Number::F64},      {"float32", Number::F32},  {"float", Number::F32},
    {"float16", Number::F16},    {"half", Number::F16},        {"bfloat16", Number::BF16}, {"int64", Number::I64},
    {"long", Number::I64},       {"int32", Number::I32},       {"int", Number::I32},      {"int16", Number::I16},
    {"short", Number::I16},      {"int8", Number::I8},         {"uint8", Number::U8},     {"bool", Number::Bool},
    {"complex32", Number::Unsupported}, {"complex64", Number::Unsupported}, {"complex128", Number::Unsupported},
};

/// What stands beside weights in training checkpoints: options, configurations, counters. None of it is a function
/// that could do anything, and none of it is run here either.
constexpr std::string_view kCarriers[][2] = {
    {"argparse", "Namespace"},
    {"types", "SimpleNamespace"},
    {"yacs.config", "CfgNode"},
    {"easydict", "EasyDict"},
    {"addict.addict", "Dict"},
    {"mmcv.utils.config", "ConfigDict"},
    {"mmengine.config.config", "ConfigDict"},
    {"torch", "device"},
    {"torch.serialization", "_get_layout"},
    {"collections", "defaultdict"},
    {"collections", "Counter"},
    {"collections", "deque"},
    {"datetime", "date"},
    {"datetime", "datetime"},
    {"datetime", "time"},
    {"datetime", "timedelta"},
    {"pathlib", "Path"},
    {"pathlib", "PosixPath"},
    {"pathlib", "WindowsPath"},
    {"pathlib", "PurePosixPath"},
    {"pathlib", "PureWindowsPath"},
    {"numpy", "dtype"},
    {"numpy", "ndarray"},
    {"numpy.core.multiarray", "scalar"},
    {"numpy.core.multiarray", "_reconstruct"},
    {"numpy._core.multiarray", "scalar"},
    {"numpy._core.multiarray", "_reconstruct"},
    {"_codecs", "encode"},
};
constexpr std::string_view kBuiltinModules[] = {"builtins", "__builtin__"};
constexpr std::string_view kBuiltins[] = {"set", "frozenset", "dict", "list", "tuple", "int", "float", "complex", "bool",
                                          "str", "bytes", "bytearray", "slice", "range", "long", "unicode"};

/// Built once; the list is short enough to search from its beginning.
struct Table {
    static constexpr size_t kMost = 256;
    Global entries[kMost]{};
    size_t size = 0;

    constexpr void add(Global global) { entries[size++] = global; }
    constexpr Table() {
        for (const Global& global : kWeights)
            add(global);
        for (const auto module : kStorageModules)
            for (const StorageType& type : kStorages)
                add({module, type.name, Role::Storage, type.number});
        for (const StorageType& type : kTypes)
            add({"torch", type.name, Role::Inert, type.number});
        for (const auto& carrier : kCarriers)
            add({carrier[0], carrier[1], Role::Inert});
        for (const auto module : kBuiltinModules)
            for (const auto name : kBuiltins)
                add({module, name, Role::Inert});
    }
};
constexpr Table kTable;

} // namespace

int bytesOf(Number number) {
    switch (number) {
    case Number::F64:
    case Number::I64: return 8;
    case Number::F32:
    case Number::I32: return 4;
    case Number::F16:
    case Number::BF16:
    case Number::I16: return 2;
    case Number::I8:
    case Number::U8:
    case Number::Bool: return 1;
    case Number::None:
    case Number::Unsupported: break;
    }
    return 0;
}

const Global* findGlobal(std::string_view module, std::string_view name) {
    for (size_t k = 0; k < kTable.size; ++k)
        if (kTable.entries[k].name == name && kTable.entries[k].module == module) return &kTable.entries[k];
    return nullptr;
}

} // namespace klas::engine::pickle
