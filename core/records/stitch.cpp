// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/stitch.h"

namespace klas {

std::string text(const Stitch& s)
{
    return s.source + ":" + std::to_string(s.i) + " > " + s.target + ":" + std::to_string(s.j);
}

Json toJson(const Stitch& s)
{
    return {{"source", s.source}, {"i", s.i}, {"target", s.target}, {"j", s.j}};
}

Stitch stitchFromJson(const Json& json, const std::string& what)
{
    Stitch s;
    s.source = requiredField<std::string>(json, "source", what);
    s.i = requiredField<int>(json, "i", what);
    s.target = requiredField<std::string>(json, "target", what);
    s.j = requiredField<int>(json, "j", what);
    return s;
}

} // namespace klas
