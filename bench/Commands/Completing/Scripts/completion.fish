# Completes the command line of intercontainer-bench in fish. The program itself says what can follow.
function __intercontainer_bench_suggest
    set -l words (commandline -opc)
    set -e words[1]
    set -l line (string join -- ' ' $words (commandline -ct))
    set -l suggestions (intercontainer-bench "[suggest:"(string length -- $line)"]" $line 2>/dev/null)
    if set -q suggestions[1]
        string join -- \n $suggestions
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c intercontainer-bench -f -a '(__intercontainer_bench_suggest)'
