// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/pair_view.h"
#include "app/explorer/selection_model.h"

#include <QWidget>
#include <optional>

class QLabel;
class QTableView;

namespace klas::ui {

/// What the first of the overlaid methods chose, a row for each stitch, and what should be known about the
/// choices.
class SelectionTable : public QWidget {
    Q_OBJECT
public:
    explicit SelectionTable(QWidget* parent = nullptr);

    /// `pair` as people should read it.
    void show(const PairPicture& picture, const QString& pair);
    /// What the selection promises and costs; empty hides it.
    void setOutlook(const QString& text);
    QString outlook() const;
    void setStability(const Selection& selection) { m_model.setStability(selection); }
    const Selection& selection() const { return m_model.selection(); }
    /// Selects the row of a stitch where there is one, else none; says nothing.
    void choose(const std::optional<Stitch>& stitch);

Q_SIGNALS:
    void stitchSelected(const klas::Stitch& stitch);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void placeNotes();
    QString title(const PairPicture& picture, const QString& pair) const;

    SelectionModel m_model;
    QLabel *m_title, *m_outlook;
    QTableView* m_view;
    QLabel* m_notes;
};

} // namespace klas::ui
