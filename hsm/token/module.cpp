#include "module.hpp"

#include "return_value.hpp"
#include "sealwright/hsm/errors.hpp"

#include <dlfcn.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

namespace sealwright::hsm::token {
namespace {

// Only root can replace or change what is at `path`.
bool is_roots_alone(const std::string& path, mode_t kind) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return false;
    return (status.st_mode & S_IFMT) == kind && status.st_uid == 0 && (status.st_mode & 0022U) == 0;
}

Result<void> check_path(const std::string& path) {
    struct stat status {};
    if (path.starts_with("/") && ::stat(path.c_str(), &status) != 0) {
        return Error(errors::hsm_module_unusable,
                     {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))});
    }
    const auto folder = path.substr(0, path.find_last_of('/') + 1);
    if (!path.starts_with("/") || !is_roots_alone(path, S_IFREG) ||
        !is_roots_alone(folder, S_IFDIR)) {
        return Error(errors::hsm_module_unsafe, {fact("path", path)});
    }
    return done;
}

Error unusable(const std::string& path) {
    const char* why = ::dlerror();
    return {errors::hsm_module_unusable,
            {fact("path", path), fact("why", why == nullptr ? "no function list" : why)}};
}

}  // namespace

Result<Module> Module::load(const std::string& path) {
    TRY(check_path(path));
    void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return unusable(path);
    const auto get = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
    if (get == nullptr) return unusable(path);
    CK_FUNCTION_LIST* functions = nullptr;
    const auto value = get(&functions);
    if (value != CKR_OK) return failed("C_GetFunctionList", value);
    if (functions == nullptr) return unusable(path);
    return Module(functions);
}

Result<void> Module::initialise() {
    // We have one thread; what the vendor's own threads need is the vendor's matter.
    const auto value = functions_->C_Initialize(nullptr);
    if (value != CKR_OK) return failed("C_Initialize", value);
    initialised_ = true;
    return done;
}

Module::Module(Module&& other) noexcept
    : functions_(other.functions_), initialised_(std::exchange(other.initialised_, false)) {}

Module::~Module() {
    if (initialised_) functions_->C_Finalize(nullptr);
}

}  // namespace sealwright::hsm::token
