// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/pickle_state.h"

#include "core/base/error.h"
#include "core/engine/checkpoints/short_list.h"

#include <unordered_map>

namespace klas::engine {

using pickle::Kind;
using pickle::Value;

namespace {

constexpr const char* kPlain[] = {"state_dict", "model", "model_state_dict", "model_state", "net", "network", "weights", "module"};
constexpr const char* kAveraged[] = {"state_dict_ema", "model_ema", "model_ema_state_dict", "ema_state_dict", "ema"};
constexpr int kMaxNesting = 4;

bool holdsTensors(const Value& dict) {
    const auto& items = dict.node->items;
    for (size_t k = 0; k + 1 < items.size(); k += 2)
        if (items[k].is(Kind::Text) && items[k + 1].is(Kind::Tensor)) return true;
    return false;
}

struct Found {
    const Value* dict = nullptr;
    std::string path;
    bool averaged = false;
};

Found find(const Value& value, WeightsKind kind, int nesting, const std::string& path);

template <size_t N>
Found findUnder(const Value& value, const char* const (&keys)[N], WeightsKind kind, int nesting, const std::string& path) {
    for (const char* key : keys)
        if (const Value* child = pickle::lookUp(value, key))
            if (Found found = find(*child, kind, nesting + 1, path + (path.empty() ? "" : ".") + key); found.dict) return found;
    return {};
}

/// Depth-first in the order of preference; `kMaxNesting` bounds it whatever the nodes refer to.
Found find(const Value& value, WeightsKind kind, int nesting, const std::string& path) {
    if (!value.is(Kind::Dict) || nesting > kMaxNesting) return {};
    if (kind == WeightsKind::Averaged)
        if (Found found = findUnder(value, kAveraged, WeightsKind::Plain, nesting, path); found.dict) {
            found.averaged = true;
            return found;
        }
    if (Found found = findUnder(value, kPlain, kind, nesting, path); found.dict) return found;
    if (kind == WeightsKind::Plain && holdsTensors(value)) return {&value, path};
    return {};
}

std::string described(const Value& value) {
    switch (value.kind) {
    case Kind::Int: return " = " + std::to_string(value.integer);
    case Kind::Float: return " = " + std::to_string(value.real);
    case Kind::Bool: return value.integer ? " = true" : " = false";
    case Kind::Text: return " = \"" + std::string(value.string().substr(0, 60)) + "\"";
    case Kind::Object: return " (" + value.node->global->fullName() + ")";
    default: return "";
    }
}

/// timm writes the architecture's name as `arch`; DeiT and others keep their options, with the name, as `args`.
std::string archNameIn(const Value& root) {
    if (const Value* arch = pickle::lookUp(root, "arch"); arch && arch->is(Kind::Text)) return std::string(arch->string());
    const Value* args = pickle::lookUp(root, "args");
    if (!args || !args->is(Kind::Object)) return {};
    for (const Value& state : args->node->items)
        if (const Value* model = pickle::lookUp(state, "model"); model && model->is(Kind::Text)) return std::string(model->string());
    return {};
}

void readTensors(const Value& dict, PthTensors& tensors, RawCheckpoint& raw) {
    std::unordered_map<std::string, size_t> places;
    std::vector<std::string> others;
    const auto& items = dict.node->items;
    for (size_t k = 0; k + 1 < items.size(); k += 2) {
        const std::string name(items[k].is(Kind::Text) ? items[k].string() : "(not text)");
        if (!items[k].is(Kind::Text) || !items[k + 1].is(Kind::Tensor)) {
            others.push_back(name);
            continue;
        }
        auto tensor = tensors.tensor(items[k + 1], name);
        const auto [place, isNew] = places.emplace(name, raw.tensors.size());
        if (isNew)
            raw.tensors.emplace_back(name, std::move(tensor));
        else
            raw.tensors[place->second].second = std::move(tensor);
    }
    if (!others.empty())
        raw.notes.push_back("left out among the weights, since they are no tensors: " + shortList(others) + ".");
}

} // namespace

RawCheckpoint stateOf(const pickle::Pickle& pickle, PthTensors& tensors, WeightsKind kind, const std::string& what) {
    const Value& root = pickle.root;
    Found found = find(root, kind, 0, "");
    const Found averages = find(root, WeightsKind::Averaged, 0, "");
    if (kind == WeightsKind::Averaged && !found.dict)
        throw Error(what + ": it holds no moving averages (EMA) of weights; leave that choice out to use the plain weights.");
    RawCheckpoint raw;
    if (!found.dict && averages.dict) {
        found = averages;
        raw.notes.push_back("the file holds moving averages (EMA) only, so those are used.");
    } else if (averages.dict && kind == WeightsKind::Plain)
        raw.notes.push_back("the plain weights are used; moving averages (EMA) lie under " + averages.path + ".");
    if (!found.dict)
        throw Error(what + ": it holds no weights (a dictionary of tensors), neither as a whole nor under state_dict, model, "
                           "model_state_dict or the like; save the network's state_dict.");
    raw.wrapper = found.path;
    raw.averaged = found.averaged;
    raw.archHint = archNameIn(root);
    if (!found.path.empty())
        for (size_t k = 0; k + 1 < root.node->items.size() && raw.beside.size() < 100; k += 2) {
            const Value& key = root.node->items[k];
            const std::string name(key.is(Kind::Text) ? key.string().substr(0, 100) : "(not text)");
            if (found.path != name && !found.path.starts_with(name + ".")) raw.beside.push_back(name + described(root.node->items[k + 1]));
        }
    readTensors(*found.dict, tensors, raw);
    return raw;
}

} // namespace klas::engine
