// A script as HTML that prints on A4.
#include "script_page.hpp"
#include "table.hpp"
#include "transcript_words.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace sealwright::cli {
namespace {

constexpr std::string_view style = R"(
@page { size: A4; margin: 15mm 14mm 17mm 14mm; }
* { box-sizing: border-box; }
html { font: 10.5pt/1.35 "DejaVu Sans", "Liberation Sans", Arial, sans-serif; color: #111; }
body { margin: 0 auto; max-width: 182mm; background: #fff; }
@media screen { body { padding: 10mm 4mm; } }
h1 { font-size: 19pt; margin: 0 0 1mm 0; }
h2 { font-size: 13pt; margin: 7mm 0 2mm 0; border-bottom: 0.6mm solid #111; break-after: avoid; }
p { margin: 0 0 2mm 0; }
.lead { color: #333; }
.end { display: inline-block; border: 0.5mm solid #111; padding: 1mm 3mm; font-weight: bold; margin: 1mm 0 3mm 0; }
table { width: 100%; border-collapse: collapse; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th { text-align: left; font-size: 8.5pt; text-transform: uppercase; letter-spacing: 0.2mm; color: #444; padding: 1mm 1.5mm; border-bottom: 0.4mm solid #111; }
td { vertical-align: top; padding: 1.8mm 1.5mm; border-bottom: 0.2mm solid #999; overflow-wrap: anywhere; }
.facts td { border: 0; padding: 0.4mm 1.5mm; }
.facts td:first-child { width: 28mm; color: #444; }
.no { width: 9mm; font-weight: bold; }
.step { width: 88mm; }
.what { font-weight: bold; }
.who { color: #444; }
code { display: block; font: 8.5pt/1.3 "DejaVu Sans Mono", "Liberation Mono", monospace; background: #eee; padding: 1mm 1.5mm; margin: 1mm 0; overflow-wrap: anywhere; }
.word-of { white-space: nowrap; }
.seen::before { content: "Goes on when: "; color: #444; }
.mark { display: flex; align-items: center; gap: 2mm; margin: 0 0 1.5mm 0; break-inside: avoid; }
.mark .name { flex: 1 1 0; min-width: 0; }
.box { border: 0.3mm solid #111; width: 17mm; height: 7.5mm; flex: none; font-size: 6pt; line-height: 1.3; color: #666; padding: 0.3mm 0.8mm; }
.done { flex: none; font: 8.5pt "DejaVu Sans Mono", monospace; }
.note { border-left: 1mm solid #111; padding-left: 2mm; margin-top: 1.5mm; font-size: 9.5pt; }
.words { display: grid; grid-template-columns: repeat(4, 1fr); gap: 2mm; break-inside: avoid; }
.word { border: 0.3mm solid #111; min-height: 12mm; padding: 0.8mm 1.5mm; font-weight: bold; font-size: 12pt; }
.word i { display: block; font: 6.5pt sans-serif; color: #666; }
.sign { display: grid; grid-template-columns: 1fr 1fr; gap: 0 10mm; break-inside: avoid; }
.sign div { padding-top: 14mm; font-size: 8.5pt; color: #444; }
.sign span { display: block; border-top: 0.3mm solid #111; padding-top: 1mm; }
.told td { padding: 0.7mm 1.5mm; font-size: 9pt; }
.told .time { white-space: nowrap; font: 8pt "DejaVu Sans Mono", monospace; }
)";

// Plain letters alone, and none of them means anything to a browser.
std::string plain(std::string_view text) {
    constexpr std::array<std::pair<char, std::string_view>, 5> meant{
        {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}}};
    std::string escaped;
    for (const char letter : printable(text)) {
        const auto found =
            std::ranges::find(meant, letter, &std::pair<char, std::string_view>::first);
        if (found == meant.end()) {
            escaped += letter;
            continue;
        }
        escaped += found->second;
    }
    return escaped;
}

std::string tagged(std::string_view tag, std::string_view kind, std::string_view text) {
    std::string html = "<" + std::string(tag);
    if (!kind.empty()) html += " class=\"" + std::string(kind) + "\"";
    return html + ">" + plain(text) + "</" + std::string(tag) + ">";
}

std::string row_of_titles(const std::vector<std::string>& titles) {
    std::string html = "<thead><tr>";
    for (const auto& each : titles) html += tagged("th", "", each);
    return html + "</tr></thead>\n";
}

std::string facts_of(const ScriptPage& page) {
    std::string html = "<table class=\"facts\">\n";
    for (const auto& [name, value] : page.facts) {
        html += "<tr>" + tagged("td", "", name) + tagged("td", "", value) + "</tr>\n";
    }
    return html + "</table>\n";
}

std::string seats_of(const ScriptPage& page) {
    std::string html = "<h2>Who is in which seat</h2>\n<table>" +
                       row_of_titles({"Seat", "Person", "Organisation", "Place", "Device"}) +
                       "<tbody>\n";
    for (const auto& seat : page.seats) {
        html += "<tr>" + tagged("td", "no", seat.number) + tagged("td", "what", seat.person) +
                tagged("td", "", seat.organisation) + tagged("td", "", seat.place) +
                tagged("td", "", seat.device) + "</tr>\n";
    }
    return html + "</tbody></table>\n";
}

std::string words_of(const ScriptPage& page) {
    constexpr std::size_t count = 8;
    std::string html = "<h2>The eight words</h2>\n" + tagged("p", "lead", page.words_text) +
                       "\n<div class=\"words\">\n";
    for (std::size_t place = 0; place < count; ++place) {
        const auto word = place < page.words.size() ? plain(page.words[place]) : std::string();
        html += "<div class=\"word\"><i>" + std::to_string(place + 1) + "</i>" + word + "</div>\n";
    }
    return html + "</div>\n";
}

std::string mark_of(const ScriptMark& mark) {
    auto html = "<div class=\"mark\">" + tagged("span", "name", mark.who);
    if (!mark.done.empty()) return html + tagged("span", "done", mark.done) + "</div>";
    return html + tagged("span", "box", "initials") + tagged("span", "box", "time") + "</div>";
}

// Broken between words alone: an option that is cut in two is typed wrong.
std::string command_of(const std::string& command) {
    std::string html = "<code>";
    std::istringstream words(command);
    for (std::string word; words >> word;) html += tagged("span", "word-of", word) + " ";
    return html + "</code>";
}

std::string part_of(const ScriptPart& part, std::size_t number) {
    auto html = "<tr>" + tagged("td", "no", std::to_string(number)) + "<td class=\"step\">" +
                tagged("div", "what", part.title) + tagged("div", "who", part.who) +
                tagged("p", "", part.what);
    if (!part.command.empty()) html += command_of(part.command);
    if (!part.seen.empty()) html += tagged("p", "seen", part.seen);
    for (const auto& each : part.notes) html += tagged("div", "note", each);
    html += "</td><td>";
    for (const auto& each : part.marks) html += mark_of(each);
    return html + "</td></tr>\n";
}

std::string parts_of(const ScriptPage& page) {
    std::string html = "<h2>Step by step</h2>\n<table>" +
                       row_of_titles({"", "What is done", "Done by"}) + "<tbody>\n";
    std::size_t number = 0;
    for (const auto& each : page.parts) html += part_of(each, ++number);
    return html + "</tbody></table>\n";
}

std::string trouble_of(const ScriptPage& page) {
    std::string html = "<h2>When something is wrong</h2>\n<table>" +
                       row_of_titles({"What you see", "What you do"}) + "<tbody>\n";
    for (const auto& [seen, answer] : page.trouble) {
        html += "<tr>" + tagged("td", "what", seen) + tagged("td", "", answer) + "</tr>\n";
    }
    return html + "</tbody></table>\n";
}

std::string told_of(const ScriptPage& page) {
    std::string html = "<h2>What happened</h2>\n<table class=\"told\">" +
                       row_of_titles({"Step", "Time", "What", "Said by", "Then"}) + "<tbody>\n";
    for (const auto& step : page.steps) {
        const auto what = step.what + (step.why.empty() ? "" : ": " + why_of(step));
        html += "<tr>" + tagged("td", "no", std::to_string(step.number)) +
                tagged("td", "time", time_for_people(step.at_ms)) + tagged("td", "", what) +
                tagged("td", "", step.is_signed ? "signed" : "service") +
                tagged("td", "", word_of(step.reached.state)) + "</tr>\n";
    }
    return html + "</tbody></table>\n";
}

// With room above each line, also where a page begins with it.
std::string signatures() {
    std::string html = "<div class=\"sign\">";
    for (const auto* who : {"conductor", "witness"}) {
        html += "<div>" + tagged("span", "", std::string(who) + ": name, signature") +
                "</div><div>" + tagged("span", "", "place, date, time") + "</div>";
    }
    return html + "</div>\n";
}

}  // namespace

std::string html_of(const ScriptPage& page) {
    std::string html =
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n" +
        tagged("title", "", page.title) + "\n<style>" + std::string(style) +
        "</style></head><body>\n" + tagged("h1", "", page.title) + "\n";
    html += page.is_annotated
                ? tagged("p", "lead", "What was to be done, and what was, by the transcript.")
                : tagged("p",
                         "lead",
                         "Print it, one copy each. Each step ends with initials and the time of "
                         "whoever did it.");
    if (!page.end.empty()) html += "\n" + tagged("div", "end", page.end);
    html += "\n" + facts_of(page) + seats_of(page) + words_of(page) + parts_of(page);
    html += page.is_annotated ? told_of(page) : signatures();
    return html + trouble_of(page) + "</body></html>\n";
}

}  // namespace sealwright::cli
