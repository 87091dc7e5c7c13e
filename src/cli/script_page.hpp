// ScriptPage: a ceremony as pages to print: what is done, by whom, and boxes for initials and
// times; behind it the same pages with what happened.
//
// One HTML file without script and without anything from elsewhere. Whatever a person has written
// stands in it as plain letters. Process: cli. Spec: docs/reference/commands.md.
#pragma once

#include "sealwright/custody/transcript_play.hpp"

#include <string>
#include <utility>
#include <vector>

namespace sealwright::cli {

struct ScriptSeat {
    std::string number;
    std::string person;
    std::string organisation;
    std::string place;
    std::string device;
};

// One who has to do something in a part.
struct ScriptMark {
    std::string who;
    std::string done;  // When, as it was written down; empty: a box.
};

struct ScriptPart {
    std::string title;
    std::string who;
    std::string what;
    std::string command;  // Empty: none is typed.
    std::string seen;     // What has to be seen before it goes on.
    std::vector<ScriptMark> marks;
    std::vector<std::string> notes;  // What went otherwise.
};

struct ScriptPage {
    std::string title;
    bool is_annotated = false;
    std::string end;  // Of one that has ended: how.
    std::vector<std::pair<std::string, std::string>> facts;
    std::vector<ScriptSeat> seats;
    std::vector<std::string> words;  // Eight, or none yet.
    std::string words_text;
    std::vector<ScriptPart> parts;
    std::vector<std::pair<std::string, std::string>> trouble;  // What you see, what you do.
    std::vector<custody::ToldStep> steps;                      // Of one that is annotated.
};

ScriptPage script_of(const custody::Played& played, bool is_annotated);
std::string html_of(const ScriptPage& page);

}  // namespace sealwright::cli
