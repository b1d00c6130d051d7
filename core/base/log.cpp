// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include <cstdlib>
#include <spdlog/sinks/stdout_color_sinks.h>

namespace klas {

void initLog(spdlog::level::level_enum level)
{
    auto logger = std::make_shared<spdlog::logger>("klas", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    logger->set_pattern("%H:%M:%S %^%l%$ %v");
    if (const char* wanted = std::getenv("KLAS_LOG")) level = spdlog::level::from_str(wanted);
    logger->set_level(level);
    logger->flush_on(spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
}

} // namespace klas
