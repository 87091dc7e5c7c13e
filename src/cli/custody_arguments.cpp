#include "custody_arguments.hpp"

namespace sealwright::cli {
namespace {

void add_reason(CLI::App* verb, std::string& into) {
    verb->add_option("--reason", into, "Why; for the journal")->type_name("TEXT")->required();
}

void add_file(CLI::App* verb, std::string& into, const std::string& what) {
    verb->add_option("--file", into, what)->type_name("FILE")->required();
}

}  // namespace

CustodyArguments::CustodyArguments(CommandLine& line) : line_(line) {
    add_custodian();
    add_ceremony();
    add_recover();
}

void CustodyArguments::add_custodian() {
    auto* custodian = line_.noun("custodian", "What you hold as a custodian, and do with it");
    add_file(line_.verb(custodian, "init", "Make a file for your shares", init_),
             init_.file,
             "A file that is not there yet");
    add_file(line_.verb(custodian, "show", "Which shares the file holds", show_),
             show_.file,
             "Your custodian's file");
    add_file(line_.verb(custodian, "history", "What was done with the file", history_),
             history_.file,
             "Your custodian's file");
    add_file(
        line_.verb(custodian, "passphrase", "Put the file under another passphrase", passphrase_),
        passphrase_.file,
        "Your custodian's file");
    auto* join = line_.verb(custodian, "join", "Take your part in the making of a key", join_);
    join->add_option("CEREMONY", join_.ceremony)->required();
    add_file(join, join_.file, "Your custodian's file");
    join->add_option("--words", join_.words, "The eight words, as another custodian read them")
        ->type_name("\"WORD …\"");
    join->add_flag("--yes", join_.yes, "Join without typing a word: for programs");
    join->add_flag("--once", join_.once, "Send one message at most, and do not wait");
    auto* refuse = line_.verb(custodian, "refuse", "Say no to a ceremony", refuse_);
    refuse->add_option("CEREMONY", refuse_.ceremony)->required();
    add_reason(refuse, refuse_.reason);
    add_file(line_.verb(custodian, "prove", "Show that you still hold your share", prove_),
             prove_.file,
             "Your custodian's file");
    auto* receipt =
        line_.verb(custodian, "receipt", "Write the receipt of an entry of the history", receipt_);
    add_file(receipt, receipt_.file, "Your custodian's file");
    receipt->add_option("--entry", receipt_.entry, "Its number in the history")
        ->type_name("N")
        ->required();
    receipt->add_option("--out", receipt_.out, "The file to write")->type_name("FILE")->required();
    line_.verb(custodian, "list", "Who holds a share, and who has shown it lately", custodians_);
    add_contribute(custodian);
    add_hosts(custodian);
}

void CustodyArguments::add_hosts(CLI::App* custodian) {
    auto* host = custodian->add_subcommand("host", "Recovery hosts whose TPM you have pinned");
    host->require_subcommand(1);
    auto* add = line_.verb(host, "add", "Pin the TPM of a host, by its card", host_add_);
    add->add_option("CARD", host_add_.card, "What the host's agent wrote")->required();
    add_file(add, host_add_.file, "Your custodian's file");
    add->add_option(
           "--authority", host_add_.authority, "Root and intermediates of the TPM's maker, PEM")
        ->type_name("FILE");
    add->add_option("--words", host_add_.words, "The eight words, as the host's screen has them")
        ->type_name("\"WORD …\"");
    add_file(line_.verb(host, "list", "Which hosts are pinned", hosts_),
             hosts_.file,
             "Your custodian's file");
    auto* remove = line_.verb(host, "remove", "Forget a host", host_remove_);
    remove->add_option("NAME", host_remove_.name)->required();
    add_file(remove, host_remove_.file, "Your custodian's file");
}

void CustodyArguments::add_contribute(CLI::App* custodian) {
    auto* verb = line_.verb(custodian,
                            "contribute",
                            "Give your part to a recovery of lost tokens, a root window or a drill",
                            contribute_);
    add_file(verb, contribute_.file, "Your custodian's file");
    verb->add_option("--address", contribute_.address, "The recovery host")
        ->type_name("HOST:PORT")
        ->required();
    verb->add_option("--authority", contribute_.authority, "The service's tls/ca.pem")
        ->type_name("FILE")
        ->required();
    verb->add_option("--installation", contribute_.installation, "Of several in the file")
        ->type_name("ID");
    verb->add_option("--words", contribute_.words, "The eight words, as the host's screen has them")
        ->type_name("\"WORD …\"");
    verb->add_flag(
        "--in-the-room", contribute_.in_the_room, "You stand at the host, and sign that you do");
    verb->add_option("--older-store",
                     contribute_.older_store,
                     "Give though the store is older than one that you have seen; why")
        ->type_name("REASON");
}

void CustodyArguments::add_ceremony() {
    auto* ceremony = line_.noun("ceremony", "What custodians do together");
    auto* begin = line_.verb(
        ceremony, "begin", "Propose that custodians make a key, or ask them for a drill", begin_);
    begin->add_option("KIND", begin_.kind, "genesis, reshare, or drill")
        ->check(CLI::IsMember({"genesis", "reshare", "drill"}))
        ->required();
    begin
        ->add_option("--custodians",
                     begin_.custodians,
                     "Who, and how many are enough; a drill is of those that there are")
        ->type_name("FILE");
    add_reason(begin, begin_.reason);
    line_.verb(ceremony, "list", "All ceremonies, and the group in force", list_);
    line_.verb(ceremony, "show", "How it stands, who has acted, who is missing", ceremony_show_)
        ->add_option("CEREMONY", ceremony_show_.id)
        ->required();
    auto* abort = line_.verb(ceremony, "abort", "End it, as an operator", abort_);
    abort->add_option("CEREMONY", abort_.id)->required();
    add_reason(abort, abort_.reason);
    line_.verb(ceremony, "watch", "What happens in it, as it happens, to its end", watch_)
        ->add_option("CEREMONY", watch_.id)
        ->required();
    auto* script = line_.verb(ceremony, "script", "Pages to print, and to work by", script_);
    script->add_option("CEREMONY", script_.id)->required();
    script->add_option("--out", script_.out, "The HTML file")->type_name("FILE")->required();
    add_transcript(ceremony);
}

void CustodyArguments::add_transcript(CLI::App* ceremony) {
    auto* transcript = ceremony->add_subcommand("transcript", "All that happened in a ceremony");
    transcript->add_option("CEREMONY", transcript_.id);
    transcript->add_option("--out", transcript_.out, "Write it to this file")->type_name("FILE");
    transcript->add_option("--html", transcript_.html, "The same as pages to print")
        ->type_name("FILE");
    auto* verify =
        line_.verb(transcript, "verify", "Work a transcript out again; needs no service", verify_);
    verify->add_option("FILE", verify_.file)->required();
    verify->add_option("--verifier", verify_.key, "The verifier key that init printed")
        ->type_name("VKEY");
    verify->add_option("--journal", verify_.journal, "An export of the journal that has to name it")
        ->type_name("FILE");
    verify->add_option("--receipt", verify_.receipt, "A custodian's, whose act it has to have")
        ->type_name("FILE");
    verify
        ->add_option(
            "--roster-digest", verify_.rosters, "Of a roster that you know; it may go by no other")
        ->type_name("HEX");
    verify->add_option("--html", verify_.html, "The same as pages to print")->type_name("FILE");
    // A word behind it is another command; CLI11 calls back the inner one first.
    transcript->callback([this, verify] {
        if (!verify->parsed()) line_.choose(transcript_);
    });
}

void CustodyArguments::add_recover() {
    auto* recover =
        line_.noun("recover", "Open a service whose tokens are lost, by its custodians");
    add_reason(line_.verb(recover, "begin", "Begin a recovery, on this host", recover_begin_),
               recover_begin_.reason);
    line_.verb(recover, "show", "Its plan, its eight words, who has given", recover_show_);
    line_.verb(recover, "host", "What is on a recovery host's card, and its words", recover_host_)
        ->add_option("CARD", recover_host_.card, "What its agent wrote")
        ->required();
    line_
        .verb(recover, "attest", "Show the custodians what the host's TPM signed", recover_attest_)
        ->add_option("QUOTE", recover_attest_.quote, "What its agent wrote")
        ->required();
}

}  // namespace sealwright::cli
