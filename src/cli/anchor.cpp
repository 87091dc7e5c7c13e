// The commands `anchor ls|accept|drop`.
//
// A certificate is read here, on the machine of whoever proposes it, and travels as its digest and
// its subject: that is what people sign, and what the service compares.
#include "errors.hpp"
#include "files.hpp"
#include "names.hpp"
#include "run.hpp"
#include "sealwright/http/certificate.hpp"
#include "service.hpp"
#include "table.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

constexpr std::size_t file_max = std::size_t{64} * 1024;

Json json_of(const operate::AnchorInfo& info) {
    const bool is_accepted = info.accepted_ms != 0;
    return Json::object(
        {{"digest", Json::text(to_hex(info.anchor.digest))},
         {"kind", Json::text(claims::word_of(info.anchor.kind))},
         {"subject", Json::text(info.anchor.subject)},
         {"accepted", is_accepted ? Json::text(time_for_people(info.accepted_ms)) : Json::null()},
         {"by", is_accepted ? Json::text(info.accepted_by) : Json::null()},
         {"nodes", Json::list_of(info.nodes, [](const auto& node) { return Json::text(node); })}});
}

Answer answer_of_anchors(const Settings& settings, const operate::Anchors& shown) {
    Table table({"DIGEST", "KIND", "ACCEPTED", "NODES", "SUBJECT"});
    std::string stray;
    for (const auto& each : shown.anchors) {
        const bool is_accepted = each.accepted_ms != 0;
        table.add({to_hex(each.anchor.digest),
                   std::string(claims::word_of(each.anchor.kind)),
                   is_accepted ? time_for_people(each.accepted_ms) : "no",
                   std::to_string(each.nodes.size()),
                   printable(each.anchor.subject)});
        if (is_accepted) continue;
        for (const auto& node : each.nodes) {
            auto words = printable(node);
            std::ranges::replace(words, '/', ' ');
            stray += "  sealwright node revoke " + words + "\n";
        }
    }
    auto answer = answer_of(
        settings, Json::object({{"anchors", Json::list_of(shown.anchors, json_of)}}), table.str());
    if (!stray.empty()) {
        answer.talk = "These nodes came by what is not accepted, and stay until you say:\n" + stray;
    }
    return answer;
}

Result<claims::Anchor> read_anchor(const std::string& file, claims::AnchorKind kind) {
    TRY(text, read_file(file, file_max));
    const auto found = http::read_authorities(text);
    if (!found) return Error(errors::cli_anchor_file, {fact("file", file)});
    if (found->size() > 1) return Error(errors::cli_anchor_several, {fact("file", file)});
    const auto& authority = found->front();
    const auto now_ms = SystemClock().now().wall_ms;
    if (now_ms < authority.not_before_ms || now_ms >= authority.not_after_ms) {
        return Error(errors::cli_anchor_time,
                     {fact("file", file),
                      fact("from", time_for_people(authority.not_before_ms)),
                      fact("until", time_for_people(authority.not_after_ms))});
    }
    if (!authority.is_root) {
        return Error(errors::cli_anchor_no_root,
                     {fact("file", file), fact("subject", authority.subject)});
    }
    return claims::Anchor{kind, authority.digest, authority.subject};
}

Result<operate::AnchorAcceptAsk> ask_of(const AnchorAccept& command) {
    const auto kind = claims::anchor_kind_named(command.kind);
    if (!kind) {
        return Error(errors::cli_usage,
                     {fact("--kind", command.kind), fact("allowed", "root, provider")});
    }
    if (command.files.size() > operate::anchors_of_act_max) {
        return Error(errors::cli_anchors_many, {fact("files", command.files.size())});
    }
    operate::AnchorAcceptAsk ask;
    for (const auto& file : command.files) {
        TRY(anchor, read_anchor(file, *kind));
        const auto is_same = [&](const auto& each) { return each.is(anchor); };
        if (std::ranges::any_of(ask.anchors, is_same)) {
            return Error(errors::cli_anchor_doubled,
                         {fact("file", file), fact("anchor", anchor.digest)});
        }
        ask.anchors.push_back(std::move(anchor));
    }
    return ask;
}

template <class Ask>
Outcome<Answer> answered(const Settings& settings, const Ask& ask) {
    TRY(service, Service::connect(settings));
    TRY(shown, service.ask<operate::Anchors>(ask));
    return answer_of_anchors(settings, shown);
}

}  // namespace

Outcome<Answer> run(const AnchorList&, const Settings& settings) {
    return answered(settings, operate::AnchorsAsk{});
}

Outcome<Answer> run(const AnchorAccept& command, const Settings& settings) {
    TRY(ask, ask_of(command));
    return answered(settings, ask);
}

Outcome<Answer> run(const AnchorDrop& command, const Settings& settings) {
    const auto digest = parse_digest(command.digest);
    if (!digest) {
        return Error(errors::cli_usage,
                     {fact("digest", command.digest), fact("allowed", "64 hex digits")});
    }
    return answered(settings, operate::AnchorDropAsk{*digest});
}

}  // namespace sealwright::cli
