// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/command.h"
#include "app/explorer/export_process.h"

#include <QPointer>

namespace klas::ui {

/// The heatmap as shown: SVG, PDF or PNG.
class ExportHeatmap : public Command {
    Q_OBJECT
public:
    explicit ExportHeatmap(const Bench& bench);

protected:
    void run() override;
    bool possible() const override { return m_bench.similarity.heatmap().data().scores.has_value(); }
};

/// Every cell of the pair: CSV or JSON.
class ExportMatrix : public Command {
    Q_OBJECT
public:
    explicit ExportMatrix(const Bench& bench);

protected:
    void run() override;
    bool possible() const override { return m_bench.similarity.heatmap().data().scores.has_value(); }
};

/// The stitches in the table: CSV, JSON or LaTeX.
class ExportSelection : public Command {
    Q_OBJECT
public:
    explicit ExportSelection(const Bench& bench);

protected:
    void run() override;
    bool possible() const override { return !m_bench.similarity.selection().stitches.empty(); }
};

/// The trade-off plot, or its networks as a table.
class ExportTradeoff : public Command {
    Q_OBJECT
public:
    explicit ExportTradeoff(const Bench& bench);

protected:
    void run() override;
    bool possible() const override { return !m_bench.tradeoff.view().data().empty(); }
};

/// The cost ledger: CSV, JSON or LaTeX.
class ExportCost : public Command {
    Q_OBJECT
public:
    explicit ExportCost(const Bench& bench);

protected:
    void run() override;
    bool possible() const override { return !m_bench.work.session().state().anchors.empty(); }
};

/// Every view and table into a folder, with a Cancel while it runs; one at a time.
class ExportAll : public Command {
    Q_OBJECT
public:
    explicit ExportAll(const Bench& bench);
    /// A numbered one beside it where that folder is not empty.
    void write(const QString& folder);

protected:
    void run() override;
    bool possible() const override { return !m_running && !m_bench.work.session().state().anchors.empty(); }

private:
    QPointer<ExportProcess> m_running;
};

/// The whole project as an HTML file or a PDF page.
class ExportReport : public Command {
    Q_OBJECT
public:
    explicit ExportReport(const Bench& bench);
    void write(const QString& file);

protected:
    void run() override;
    bool possible() const override { return !m_bench.work.session().state().anchors.empty(); }
};

} // namespace klas::ui
