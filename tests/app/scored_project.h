// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/core/store/sample.h"

#include <functional>

namespace klas::sample {

/// p.klas with anchors a and b of three blocks, b the dearer one, and made-up KL `value(source, i, j)` of a
/// and of b against b.
inline void makeScoredProject(const Folder& f,
                              const std::function<double(const std::string& source, int i, int j)>& value) {
    Project p = Project::create(f.path("p.klas"));
    for (const char* name : {"a", "b"}) {
        Anchor anchor = sample::anchor(name, f.path(name));
        if (anchor.name == "b") anchor.arch.vit().width = 32;
        p.addAnchor(anchor);
    }
    for (const char* source : {"a", "b"}) {
        ScoreMatrix m(3, 3, true);
        m.source = source;
        m.target = "b";
        m.images = m.imagesInAll = 1000;
        m.complete = true;
        for (int i = 1; i <= 3; ++i)
            for (int j = 1; j <= 3; ++j) {
                m.setValue(i, j, value(source, i, j));
                m.setError(i, j, 0.001);
            }
        p.save(m);
    }
}

} // namespace klas::sample
