#include "sealwright/journal/bundle.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/journal/errors.hpp"

#include <algorithm>
#include <charconv>

namespace sealwright::journal {
namespace {

constexpr std::string_view after_word = "after ";

Result<std::string_view> next_line(std::string_view& text) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return errors::journal_bundle_invalid;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

Result<Start> start_of(std::string_view line) {
    if (!line.starts_with(after_word)) return errors::journal_bundle_invalid;
    const auto bytes = from_base64(line.substr(after_word.size()));
    if (!bytes) return errors::journal_bundle_invalid;
    auto start = wire::decode<Start>(*bytes);
    if (!start || start->sequence == 0) return errors::journal_bundle_invalid;
    return start;
}

struct Part {
    VerifierKey claimed;
    Start start;
    std::string_view entries;
    Digest digest{};  // Of the whole file.
};

Result<Part> part_of(std::string_view text) {
    Part part;
    part.digest = crypto::sha256(view_of(text));
    TRY(first, next_line(text));
    if (first != bundle_first_line && first != continued_first_line) {
        return errors::journal_bundle_invalid;
    }
    TRY(claimed, next_line(text));
    TRY(key, VerifierKey::parse(claimed));
    part.claimed = key;
    if (first == continued_first_line) {
        TRY(line, next_line(text));
        TRY(start, start_of(line));
        part.start = std::move(start);
    }
    part.entries = text;
    return part;
}

Result<void> feed_all(Verifier& verifier, std::string_view entries) {
    const auto before = verifier.so_far().entries;
    while (!entries.empty()) {
        TRY(line, next_line(entries));
        const auto entry = from_base64(line);
        if (!entry) return errors::journal_bundle_invalid;
        TRY(verifier.feed(*entry));
    }
    if (verifier.so_far().entries == before) return errors::journal_bundle_invalid;
    return done;
}

// What an entry says about the archive that ends where `part` ends must be true of it.
Result<void> check_archive(const Verified& verified, const Part& part, const Start& end) {
    for (const auto& claim : verified.archives) {
        if (claim.last != end.sequence || claim.bundle == part.digest) continue;
        return Error(errors::journal_archive_other,
                     {fact("entry", claim.entry),
                      fact("recorded", claim.bundle),
                      fact("given", part.digest)});
    }
    return done;
}

}  // namespace

std::string bundle_head(std::string_view verifier_key, const Start& start) {
    const auto line = std::string(verifier_key) + "\n";
    if (start.sequence == 0) return std::string(bundle_first_line) + "\n" + line;
    return std::string(continued_first_line) + "\n" + line + std::string(after_word) +
           to_base64(wire::encode_public(start)) + "\n";
}

std::string bundle_line(View entry_bytes) {
    return to_base64(entry_bytes) + "\n";
}

Result<BundleVerdict> verify_bundle(std::string_view text, const VerifierKey* key) {
    const std::string one(text);
    return verify_bundles(std::span(&one, 1), key);
}

Result<BundleVerdict> verify_bundles(std::span<const std::string> texts,
                                     const VerifierKey* key,
                                     EntryReader* reader) {
    check(!texts.empty());
    std::vector<Part> parts;
    for (const auto& text : texts) {
        TRY(part, part_of(text));
        parts.push_back(std::move(part));
    }
    std::ranges::stable_sort(parts, {}, [](const Part& part) { return part.start.sequence; });

    const auto& first = parts.front();
    const auto& used = key != nullptr ? *key : first.claimed;
    Verifier verifier(used, first.start, reader);
    std::vector<Start> ends;
    for (const auto& part : parts) {
        if (!ends.empty() && part.start != ends.back()) {
            return Error(
                errors::journal_part_missing,
                {fact("ends at", ends.back().sequence), fact("begins after", part.start.sequence)});
        }
        TRY(feed_all(verifier, part.entries));
        ends.push_back(verifier.end());
    }
    // The last part is no archive yet.
    for (std::size_t index = 0; index + 1 < parts.size(); ++index) {
        TRY(check_archive(verifier.so_far(), parts[index], ends[index]));
    }
    return BundleVerdict{key != nullptr, used.str(), first.start, ends.back(), verifier.so_far()};
}

}  // namespace sealwright::journal
