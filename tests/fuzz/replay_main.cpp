// Feeds every file of a corpus folder (argv[1]) to one fuzz target, in every test run.
//
// By name: a target may keep what it built from one file to the next, and a folder has an order of
// its own on each file system.
// A target that finds something wrong aborts, so the last line is printed only when all went well;
// the name of each file goes to standard error first, so that a crash names its input.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int count, char** arguments) {
    if (count != 2 || !std::filesystem::is_directory(arguments[1])) {
        std::cerr << "usage: " << arguments[0] << " CORPUS_FOLDER\n";
        return 1;
    }
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(arguments[1])) {
        if (entry.is_regular_file()) paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    std::size_t passed = 0;
    for (const auto& path : paths) {
        std::cerr << path.filename().string() << std::endl;
        std::ifstream file(path, std::ios::binary);
        const std::vector<char> text{std::istreambuf_iterator<char>(file), {}};
        const std::vector<std::uint8_t> bytes(text.begin(), text.end());
        LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
        ++passed;
    }
    std::cout << passed << " passed, 0 failed\n";
    return passed > 0 ? 0 : 1;
}
