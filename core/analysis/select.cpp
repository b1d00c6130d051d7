// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/select.h"

#include "core/analysis/bootstrap.h"

namespace klas {

namespace {

const ScoreMatrix& require(const ScoreMatrix* matrix, const std::string& what,
                           const SelectionRequest& request, const std::string& measure = {}) {
    if (!matrix)
        throw Error("The method " + request.method + " needs " + what +
                    ", which is not there yet; run klas analyze FILE" +
                    (measure.empty() ? "" : " --measures " + measure) + " first.");
    return *matrix;
}

KlasOptions klasOptions(const SelectionRequest& request) {
    return {request.tau, request.buckets, request.profile};
}

/// Buckets whose `chosen` say how many stitches a baseline of equal size has in each.
Bucketed likeKlas(const SelectionRequest& request, const SelectionInputs& in) {
    if (in.kl && in.targetSelf)
        return klasPicks(*in.kl, *in.targetSelf, in.source, in.target, klasOptions(request)).first;
    Bucketed bucketed = bucketsOf(in.source, in.target, request.profile, request.buckets);
    for (FlopsBucket& b : bucketed.buckets)
        b.chosen = b.candidates > 0 ? 1 : 0;
    return bucketed;
}

Selection chooseBeyond(const std::string& method, const SelectionRequest& request, const SelectionInputs& in, size_t size) {
    const KlasOptions options = klasOptions(request);
    const auto requireInitial = [&](const InitialResults* initial, const std::string& pair) {
        if (!initial || initial->empty())
            throw Error("The method " + method + " needs the accuracy of the pair's stitches right after initialisation, which is not there yet; "
                        "run klas preview on all of them first (klas preview FILE --pair " + pair + ").");
    };
    if (selectionMethod(method).needsInitial) requireInitial(in.initial, in.source.name + ":" + in.target.name);
    if (method == "init-both") requireInitial(in.reverseInitial, in.target.name + ":" + in.source.name);
    if (method == "init-accuracy") return selectInitAccuracy(*in.initial, in.source, in.target, options, size);
    if (method == "init-both") return selectInitBoth(*in.initial, *in.reverseInitial, in.source, in.target, options, size);
    const ScoreMatrix& kl = require(in.kl, "the KL matrix of the pair", request);
    if (method == "theta") return selectTheta(kl, in.source, in.target, options, size);
    if (method == "theta-init") return selectThetaInit(kl, *in.initial, in.source, in.target, options, size);
    if (!in.sourceTop1 || !in.targetTop1)
        throw Error("The method " + method +
                    " needs the anchors' own accuracy, which is not there yet; run klas analyze FILE first.");
    if (method == "probe-front") {
        const ScoreMatrix& reverse = require(in.reverseKl, "the KL matrix of the target with the source", request);
        if (in.sourceProbes.empty() || in.targetProbes.empty())
            throw Error("The method " + method + " needs the probes of both anchors, which are not there yet; run klas analyze FILE first.");
        return selectProbeFront({kl, reverse, in.sourceProbes, in.targetProbes}, in.source, in.target, *in.sourceTop1, *in.targetTop1, options, size);
    }
    return selectMarginal(kl, in.source, in.target, *in.sourceTop1, *in.targetTop1, options, size);
}

Selection choose(const SelectionRequest& request, const SelectionInputs& in) {
    const SelectionMethod& method = selectionMethod(request.method);
    if (method.id == "klas")
        return selectKlas(require(in.kl, "the KL matrix of the pair", request),
                          require(in.targetSelf, "the KL matrix of the target with itself", request),
                          in.source, in.target, klasOptions(request));
    if (method.id == "klas-reverse") {
        Selection selection = selectKlas(require(in.reverseKl, "the KL matrix of the target with the source", request),
                                         require(in.sourceSelf, "the KL matrix of the source with itself", request), in.target, in.source,
                                         klasOptions(request));
        selection.method = method.id;
        return selection;
    }
    if (method.id == "snnet")
        return selectSnnet(in.source, in.target, {request.window, request.stride, request.profile});
    if (method.id == "whole-source") return selectWholeSource(in.source, in.target, request.profile);
    const auto sizeOf = [](const Bucketed& like) {
        int count = 0;
        for (const FlopsBucket& b : like.buckets)
            count += b.chosen;
        return count;
    };
    if (method.needsInitial || method.needsAccuracy || method.id == "theta") {
        Selection selection = chooseBeyond(method.id, request, in, size_t(sizeOf(likeKlas(request, in))));
        selection.options["size_from"] = in.kl && in.targetSelf ? "klas" : "one per bucket";
        return selection;
    }
    if (method.id == "random" || method.id == "uniform") {
        const Bucketed like = likeKlas(request, in);
        const int count = sizeOf(like);
        Selection selection = method.id == "random" ? selectRandom(like, in.source, in.target, request.seed)
                                                    : selectUniform(like, in.source, in.target, count);
        selection.options["tau"] = request.tau;
        selection.options["profile"] = text(request.profile);
        selection.options["size_from"] = in.kl && in.targetSelf ? "klas" : "one per bucket";
        return selection;
    }
    if (method.id == "min-kl")
        return selectByMeasure(require(in.kl, "the KL matrix of the pair", request), in.source, in.target,
                               klasOptions(request));
    const ScoreMatrix& measured =
        require(in.measured, "the matrix of the pair in " + method.measure, request, method.measure);
    if (measured.measure != method.measure)
        throw Error("The method " + method.id + " was given a matrix in " + measured.measure + ".");
    return selectByMeasure(measured, in.source, in.target, klasOptions(request));
}

/// Every method shows Ω, Σ and Γ of what it chose, so that methods can be compared.
void addScores(Selection& selection, const SelectionInputs& in) {
    if (in.kl) checkPair(*in.kl, in.source, in.target);
    if (in.kl && in.targetSelf) checkTargetSelf(*in.targetSelf, *in.kl, in.target);
    if (in.reverseKl) checkPair(*in.reverseKl, in.target, in.source);
    for (SelectedStitch& s : selection.stitches) {
        const bool forward = s.stitch.source == in.source.name;
        const ScoreMatrix* kl = forward ? in.kl : in.reverseKl;
        if (!kl) continue;
        const StitchScore score = stitchScore(*kl, forward ? in.targetSelf : in.sourceSelf, s.stitch.i, s.stitch.j);
        s.omega = score.omega;
        s.sigma = score.sigma;
        s.gamma = score.gamma;
        s.unresolved = score.unresolved;
    }
}

constexpr int kMaxResamples = 10000;

/// How often each chosen stitch is chosen when the images are drawn again.
void addStability(Selection& selection, const SelectionRequest& request, const SelectionInputs& in) {
    if (request.resamples < 0 || request.resamples > kMaxResamples)
        throw Error("The number of resamples must be from 0 to " + std::to_string(kMaxResamples) + ".");
    if (request.resamples == 0 || selection.method != "klas" || !canResample(*in.kl, *in.targetSelf)) return;
    setStability(selection,
                 selectionStability(in.source, in.target, klasOptions(request),
                                    bootstrap(*in.kl, *in.targetSelf, request.resamples, request.seed)));
    selection.options["resamples"] = request.resamples;
    selection.options["seed"] = request.seed;
    size_t unstable = 0;
    for (const SelectedStitch& s : selection.stitches)
        if (s.stability < 0.5) ++unstable;
    if (unstable > 0)
        selection.notes.push_back(std::to_string(unstable) + " of the " +
                                  std::to_string(selection.stitches.size()) +
                                  " stitches are chosen in less than half of the bootstrap draws of the images.");
}

Json matrixProvenance(const ScoreMatrix& matrix) {
    return {{"measure", matrix.measure},
            {"source", matrix.source},
            {"target", matrix.target},
            {"images", matrix.images},
            {"key", matrix.key}};
}

} // namespace

const std::vector<SelectionMethod>& selectionMethods() {
    static const std::vector<SelectionMethod> all = [] {
        std::vector<SelectionMethod> methods{
            {"klas", "KLAS: least Γ per bucket", true, true, "", true, true, false},
            {"klas-reverse", "KLAS from target to source", false, false, "", true, true, false, false, false, true},
            {"snnet", "SN-Net: sliding window", false, false, "", false, false, false},
            {"random", "Random, as many per bucket as KLAS", false, false, "", true, true, true},
            {"uniform", "Uniform in FLOPs, as many as KLAS", false, false, "", true, true, false},
            {"min-kl", "Least Ω per bucket", true, false, "", true, true, false},
            {"whole-source", "Whole source, every target block", false, false, "", false, false, false},
            {"theta", "Least Ω, as many as KLAS", true, false, "", true, true, false},
            {"theta-init", "Ω and loss as initialised, by rank", true, false, "", true, true, false, true},
            {"init-accuracy", "Best as initialised", false, false, "", true, true, false, true},
            {"init-both", "Best as initialised, both directions", false, false, "", true, true, false, true, false, true},
            {"marginal", "Greatest expected gain of the front", true, false, "", true, true, false, false, true},
            {"probe-front", "Gain of the front by probes, both directions", true, false, "", true, true, false, false, true, true}};
        for (const MeasureInfo& m : measures())
            if (m.id != "kl")
                methods.push_back({"measure:" + m.id, m.title + ", best per bucket", false, false, m.id, true,
                                   true, false});
        return methods;
    }();
    return all;
}

const SelectionMethod& selectionMethod(const std::string& id) {
    std::string known;
    for (const SelectionMethod& method : selectionMethods()) {
        if (method.id == id) return method;
        known += (known.empty() ? "" : ", ") + method.id;
    }
    throw Error("There is no selection method \"" + id + "\"; use one of " + known + ".");
}

std::string scoreMeaning(const Selection& selection) {
    const SelectionMethod& method = selectionMethod(selection.method);
    if (selection.options.contains("pairs") || method.id == "marginal")
        return "top-1 that is expected of a stitch from Ω, 0 to 1; larger is better";
    if (method.id == "probe-front") return "top-1 of the probe where the stitch leaves its source, 0 to 1; larger is better";
    if (method.id == "theta") return "Ω, in nats; smaller is better";
    if (method.id == "theta-init")
        return "sum of two ranks within the bucket, of Ω and of the loss as initialised; smaller is better";
    if (method.id == "init-accuracy" || method.id == "init-both")
        return "error as initialised, 1 - top-1 on validation images; smaller is better";
    if (method.measure.empty()) return {};
    const MeasureInfo& measure = measureInfo(method.measure);
    return measure.title + (measure.unit.empty() ? "" : ", in " + measure.unit) + "; " +
           (measure.largerIsCloser ? "larger" : "smaller") + " is better";
}

Selection select(const SelectionRequest& request, const SelectionInputs& inputs) {
    checkTau(request.tau);
    Selection selection = choose(request, inputs);
    addScores(selection, inputs);
    addStability(selection, request, inputs);
    selection.name = !request.name.empty()
                         ? request.name
                         : request.method + ":" + inputs.source.name + ":" + inputs.target.name;
    selection.provenance = {{"source", inputs.source.name}, {"target", inputs.target.name}};
    Json matrices = Json::array();
    const bool both = selectionMethod(request.method).bothDirections;
    for (const ScoreMatrix* matrix : {inputs.kl, inputs.targetSelf, inputs.measured, both ? inputs.reverseKl : nullptr, both ? inputs.sourceSelf : nullptr})
        if (matrix) matrices.push_back(matrixProvenance(*matrix));
    selection.provenance["matrices"] = std::move(matrices);
    return selection;
}

} // namespace klas
