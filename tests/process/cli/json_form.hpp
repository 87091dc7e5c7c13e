// Whether a text is exactly one JSON document (RFC 8259) and a line end; a second reading of the
// standard, apart from the writer that it judges.
#pragma once

#include <string_view>

namespace sealwright::cli_test {

bool is_one_document(std::string_view text);

}  // namespace sealwright::cli_test
