// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/stitch_words.h"

#include "widgets/bridge/text.h"

#include <QRegularExpression>
#include <QStringList>

namespace klas::ui {

namespace {

QString blocks(const std::string& anchor, int first, int last) {
    return QStringLiteral("%1[%2..%3]").arg(qstr(anchor)).arg(first).arg(last);
}

/// "--set NAME=VALUE" for every field that is not as it would be anyway; "distillation.kind" for what lies deeper.
void addChanges(QStringList& words, const Json& recipe, const Json& defaults, const std::string& place) {
    for (const auto& [name, value] : recipe.items()) {
        const Json usual = defaults.contains(name) ? defaults[name] : Json();
        if (value == usual) continue;
        if (value.is_object()) {
            addChanges(words, value, usual.is_object() ? usual : Json::object(), place + name + ".");
            continue;
        }
        const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
        words << QStringLiteral("--set") << shellWord(qstr(place + name + "=" + text));
    }
}

void addStitches(QStringList& words, const std::vector<Stitch>& stitches) {
    for (const Stitch& s : stitches)
        words << QStringLiteral("--stitch") << shellWord(QStringLiteral("%1:%2/%3:%4").arg(qstr(s.source)).arg(s.i).arg(qstr(s.target)).arg(s.j));
}

} // namespace

QString stitchText(const Stitch& s, int targetBlocks) {
    return blocks(s.source, 1, s.i) + QStringLiteral(" > ") + blocks(s.target, s.j + 1, targetBlocks);
}

QString shellWord(const QString& text) {
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./:=@%+,-]+$"));
    if (plain.match(text).hasMatch()) return text;
    QString quoted = text; // nothing is special between single quotes, but they themselves
    return QLatin1Char('\'') + quoted.replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
}

QString previewCommand(const QString& project, const std::vector<Stitch>& stitches) {
    QStringList words{QStringLiteral("klas"), QStringLiteral("preview"), shellWord(project)};
    addStitches(words, stitches);
    return words.join(QLatin1Char(' '));
}

QString finetuneCommand(const QString& project, const QString& run, const std::vector<Stitch>& stitches, const FinetuneRecipe& recipe) {
    QStringList words{QStringLiteral("klas"), QStringLiteral("finetune"), shellWord(project), QStringLiteral("--run"), shellWord(run)};
    addChanges(words, toJson(recipe), toJson(FinetuneRecipe{}), {});
    addStitches(words, stitches);
    return words.join(QLatin1Char(' '));
}

} // namespace klas::ui
