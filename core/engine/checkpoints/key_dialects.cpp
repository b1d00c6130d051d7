// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/key_dialects.h"

#include "core/engine/checkpoints/dialect.h"
#include "core/engine/checkpoints/key_pattern.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace klas::engine {

namespace {

constexpr const char* kPrefixes[] = {"module.", "model.", "_orig_mod.", "backbone.", "net.", "network."};

const std::vector<Dialect>& dialects() {
    static const std::vector<Dialect> all = [] {
        std::vector<Dialect> list;
        for (auto family : {swinDialects(), levitDialects(), vitDialects(), resnetDialects()})
            list.insert(list.end(), family.begin(), family.end());
        return list;
    }();
    return all;
}

/// torchvision keeps the index of a window's positions flat.
torch::Tensor asSquare(const std::string& name, const torch::Tensor& tensor) {
    if (tensor.dim() != 1 || !name.ends_with(".relative_position_index")) return tensor;
    const auto side = static_cast<int64_t>(std::lround(std::sqrt(static_cast<double>(tensor.numel()))));
    return side * side == tensor.numel() ? tensor.view({side, side}) : tensor;
}

torch::Tensor asLinear(const torch::Tensor& tensor) {
    return tensor.dim() == 4 && tensor.size(2) == 1 && tensor.size(3) == 1 ? tensor.flatten(1) : tensor;
}

} // namespace

std::vector<int64_t> NamedParts::shape() const {
    auto shape = parts.front().sizes().vec();
    for (size_t k = 1; k < parts.size(); ++k)
        if (!shape.empty() && parts[k].dim() > 0) shape[0] += parts[k].size(0);
    return shape;
}

std::int64_t NamedParts::numel() const {
    std::int64_t sum = 0;
    for (const auto& part : parts)
        sum += part.numel();
    return sum;
}

torch::Tensor NamedParts::tensor() const {
    return parts.size() == 1 ? parts.front() : torch::cat(parts, 0);
}

std::function<std::optional<KeyTarget>(const std::string&)> tableRule(std::vector<KeyRule> rules) {
    return [rules = std::move(rules)](const std::string& key) -> std::optional<KeyTarget> {
        for (const KeyRule& rule : rules)
            if (const auto match = matchKey(rule.from, key)) return KeyTarget{fillKey(rule.to, *match), rule.part, rule.parts};
        return std::nullopt;
    };
}

std::function<std::optional<KeyTarget>(const std::string&)> sameNames(const Keys&) {
    return [](const std::string& key) { return KeyTarget{key}; };
}

Translation translateKeys(NamedTensors tensors) {
    Keys keys;
    for (const auto& [name, tensor] : tensors)
        keys.insert(name);
    const auto& all = dialects();
    const auto dialect = std::find_if(all.begin(), all.end(), [&](const Dialect& d) {
        return std::all_of(d.marks.begin(), d.marks.end(), [&](const char* mark) { return keys.count(mark) > 0; });
    });
    Translation result;
    const auto keep = [&] {
        result.tensors.clear();
        for (auto& [name, tensor] : tensors)
            result.tensors.push_back({name, {name}, {tensor}});
    };
    if (dialect == all.end()) {
        keep();
        return result;
    }
    result.family = dialect->family;
    result.dialect = dialect->name;
    if (dialect->problem) {
        result.problem = dialect->problem;
        keep();
        return result;
    }
    const auto rule = dialect->rules(keys);
    std::unordered_map<std::string, size_t> places;
    for (auto& [name, tensor] : tensors) {
        auto target = rule(name).value_or(KeyTarget{name});
        auto value = asSquare(target.name, target.linear ? asLinear(tensor) : tensor);
        const auto [place, isNew] = places.emplace(target.name, result.tensors.size());
        const auto parts = static_cast<size_t>(target.parts), part = static_cast<size_t>(target.part);
        if (isNew) {
            result.tensors.push_back({target.name, std::vector<std::string>(parts), std::vector<torch::Tensor>(parts)});
        } else if (result.tensors[place->second].parts.size() != parts || result.tensors[place->second].parts[part].defined()) {
            result.tensors.push_back({name, {name}, {tensor}}); // two keys for one name: the second stays as it is
            continue;
        }
        result.tensors[place->second].originals[part] = name;
        result.tensors[place->second].parts[part] = std::move(value);
    }
    // A name whose parts are not all there, or do not fit below each other, goes back to the file's own names.
    std::vector<NamedParts> whole;
    for (NamedParts& entry : result.tensors) {
        const bool complete = std::all_of(entry.parts.begin(), entry.parts.end(), [&](const torch::Tensor& part) {
            return part.defined() && (entry.parts.size() == 1 || (part.dim() > 0 && part.scalar_type() == entry.parts[0].scalar_type() &&
                                                                  part.sizes().slice(1) == entry.parts[0].sizes().slice(1)));
        });
        if (complete)
            whole.push_back(std::move(entry));
        else
            for (size_t k = 0; k < entry.parts.size(); ++k)
                if (entry.parts[k].defined()) whole.push_back({entry.originals[k], {entry.originals[k]}, {entry.parts[k]}});
    }
    result.tensors = std::move(whole);
    return result;
}

std::string stripPrefix(NamedTensors& tensors) {
    std::string taken;
    for (bool again = !tensors.empty(); again;) {
        again = false;
        for (const char* prefix : kPrefixes) {
            const size_t length = std::char_traits<char>::length(prefix);
            const bool common = std::all_of(tensors.begin(), tensors.end(), [&](const auto& item) {
                return item.first.size() > length && item.first.starts_with(prefix);
            });
            if (!common) continue;
            for (auto& item : tensors)
                item.first.erase(0, length);
            taken += prefix;
            again = taken.size() < 200;
            break;
        }
    }
    return taken;
}

} // namespace klas::engine
