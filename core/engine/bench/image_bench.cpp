// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/bench/image_bench.h"

#include "core/base/random.h"
#include "core/engine/data/eval_transform.h"
#include "core/engine/torch.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <jpeglib.h> // after <cstdio>

namespace klas::engine::bench {

namespace {

constexpr int kWidth = 500, kHeight = 375, kImages = 16, kResize = 256, kCrop = 224, kQuality = 90;

/// Waves of many lengths and a little noise: the detail of a photograph, roughly.
std::vector<std::uint8_t> texture(std::uint64_t seed) {
    Random random(seed);
    struct Wave {
        double x, y, phase, height;
    };
    std::vector<Wave> waves;
    for (int k = 0; k < 12; ++k) {
        const double length = std::pow(2, 2 + random.uniform() * 6), angle = random.uniform() * 6.28318;
        waves.push_back({std::cos(angle) * 6.28318 / length, std::sin(angle) * 6.28318 / length,
                         random.uniform() * 6.28318, 2.5 * std::sqrt(length)});
    }
    std::vector<std::uint8_t> pixels;
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x)
            for (int c = 0; c < 3; ++c) {
                double value = 128 + 16 * (random.uniform() - 0.5);
                for (const Wave& w : waves)
                    value += w.height * std::sin(w.x * x + w.y * y + w.phase * (c + 1)) / 2;
                pixels.push_back(static_cast<std::uint8_t>(std::min(255.0, std::max(0.0, value))));
            }
    return pixels;
}

std::string jpeg(std::vector<std::uint8_t> pixels) {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors); // nothing here can fail but memory
    jpeg_create_compress(&info);
    unsigned char* out = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &out, &size);
    info.image_width = kWidth;
    info.image_height = kHeight;
    info.input_components = 3;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info); // 4:2:0
    jpeg_set_quality(&info, kQuality, TRUE);
    jpeg_start_compress(&info, TRUE);
    for (int y = 0; y < kHeight; ++y) {
        JSAMPROW row = &pixels[static_cast<size_t>(y) * kWidth * 3];
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    std::string bytes(reinterpret_cast<char*>(out), size);
    jpeg_destroy_compress(&info);
    std::free(out);
    return bytes;
}

torch::Tensor plainWay(const std::string& bytes) {
    const Image image = decodeImage(bytes, "the bench's image");
    const ImageSize size = resizedTo({image.width, image.height}, kResize);
    const auto whole = torch::from_blob(const_cast<std::uint8_t*>(image.pixels.data()), {1, image.height, image.width, 3},
                                        torch::kUInt8)
                           .permute({0, 3, 1, 2})
                           .to(torch::kFloat32)
                           .contiguous(); // 1 x 3 x H x W
    return at::_upsample_bicubic2d_aa(whole, {size.height, size.width}, false)
        .narrow(2, cropBegin(size.height, kCrop), kCrop)
        .narrow(3, cropBegin(size.width, kCrop), kCrop)
        .round()
        .clamp(0, 255)
        .contiguous();
}

} // namespace

std::vector<Figure> imageBench(int rounds) {
    const torch::InferenceMode inference;
    std::vector<std::string> files;
    for (int k = 0; k < kImages; ++k)
        files.push_back(jpeg(texture(static_cast<std::uint64_t>(k))));
    const EvalTransform transform{kResize, kCrop, Interpolation::Bicubic};
    std::vector<std::uint8_t> out(3 * kCrop * kCrop);
    const int threads = torch::get_num_threads();
    torch::set_num_threads(1); // per core
    const auto seconds = medianSecondsInTurn(rounds, {[&] {
                                                          for (const auto& bytes : files)
                                                              transform.apply(bytes, "the bench's image", out.data());
                                                      },
                                                      [&] {
                                                          for (const auto& bytes : files)
                                                              plainWay(bytes);
                                                      },
                                                      [&] {
                                                          for (const auto& bytes : files)
                                                              decodeImage(bytes, "the bench's image");
                                                      }});
    torch::set_num_threads(threads);
    char detail[200];
    std::snprintf(detail, sizeof detail,
                  "%.0f images/s per core; decode and resize of the whole %.0f, its decode alone %.0f; %zu kB a file",
                  kImages / seconds[0], kImages / seconds[1], kImages / seconds[2], files[0].size() / 1000);
    Figure figure;
    figure.name = "images, 500 x 375 JPEG to a 224 crop";
    figure.value = seconds[1] / seconds[0];
    figure.unit = "x the plain way";
    figure.bound = 1.5;
    figure.detail = detail;
    return {figure};
}

} // namespace klas::engine::bench
