// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/stitch_config.h"

#include "core/base/files.h"
#include "core/base/resources.h"

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace klas {

namespace {

constexpr char kFormat[] = "klas-stitch-1";

void requireSchema(const Json& json, const std::string& what) {
    const auto plain = [](const Json& j) { return nlohmann::json::parse(j.dump()); };
    const fs::path file = resourceFolder() / "schema" / "stitch.schema.json";
    const nlohmann::json schemaJson = plain(parseJson(readTextFile(file), file.string())), document = plain(json);
    valijson::Schema schema;
    valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(schemaJson), schema);
    valijson::ValidationResults results;
    if (valijson::Validator().validate(schema, valijson::adapters::NlohmannJsonAdapter(document), &results)) return;
    valijson::ValidationResults::Error first; // the innermost
    results.popError(first);
    std::string place;
    for (const std::string& part : first.context)
        place += part == "<root>" ? "" : part;
    throw Error(what + ": the configuration of a stitch is not as it should be" + (place.empty() ? "" : " at " + place) + ": " + first.description);
}

Json network(const std::string& name, const ArchConfig& arch, const std::string& sha256) {
    return {{"name", name}, {"architecture", toJson(arch)}, {"weights_sha256", sha256}};
}

} // namespace

Json toJson(const StitchConfig& c) {
    Json mean = Json::array(), stddev = Json::array();
    for (int k = 0; k < c.source.inChannels(); ++k) {
        mean.push_back(c.data.meanOf(size_t(k)));
        stddev.push_back(c.data.stddevOf(size_t(k)));
    }
    return {{"format", kFormat},
            {"source", network(c.stitch.source, c.source, c.sourceSha256)},
            {"target", network(c.stitch.target, c.target, c.targetSha256)},
            {"i", c.stitch.i},
            {"j", c.stitch.j},
            {"layer", {{"in_channels", c.from.channels}, {"out_channels", c.to.channels}, {"positions", {c.to.height, c.to.width}}}},
            {"image",
             {{"size", c.source.imageSize()},
              {"channels", c.source.inChannels()},
              {"mean", std::move(mean)},
              {"std", std::move(stddev)},
              {"resize", c.data.resize},
              {"crop", c.data.crop},
              {"interpolation", c.data.interpolation}}},
            {"classes", c.source.classes()},
            {"flops", c.cost.flops},
            {"params", c.cost.params},
            {"top1", jsonOrNull(c.top1)},
            {"run", c.run},
            {"provenance", c.provenance}};
}

StitchConfig stitchConfigFromJson(const Json& json, const std::string& what) {
    requireSchema(json, what);
    StitchConfig c;
    c.source = archFromJson(json.at("source").at("architecture"), what + ", source");
    c.target = archFromJson(json.at("target").at("architecture"), what + ", target");
    c.stitch = {json.at("source").at("name").get<std::string>(), json.at("i").get<int>(), json.at("target").at("name").get<std::string>(),
                json.at("j").get<int>()};
    c.sourceSha256 = optionalField<std::string>(json.at("source"), "weights_sha256", "", what);
    c.targetSha256 = optionalField<std::string>(json.at("target"), "weights_sha256", "", what);
    const Json& image = json.at("image");
    c.data.means = image.at("mean").get<std::vector<double>>();
    c.data.stddevs = image.at("std").get<std::vector<double>>();
    c.data.mean = c.data.means.front();
    c.data.stddev = c.data.stddevs.front();
    c.data.resize = optionalField(image, "resize", 0, what);
    c.data.crop = optionalField(image, "crop", 0, what);
    c.data.interpolation = optionalField<std::string>(image, "interpolation", c.data.interpolation, what);
    c.from.channels = json.at("layer").at("in_channels").get<int>();
    c.to.channels = json.at("layer").at("out_channels").get<int>();
    c.cost = {json.at("flops").get<std::int64_t>(), json.at("params").get<std::int64_t>()};
    c.top1 = optionalFromJson<double>(json, "top1", what);
    c.run = optionalField<std::string>(json, "run", "", what);
    c.provenance = optionalField<Json>(json, "provenance", Json::object(), what);
    return c;
}

} // namespace klas
