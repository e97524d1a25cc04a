#compdef intercontainer-bench
# Completes the command line of intercontainer-bench in zsh. The program itself says what can follow.
_intercontainer_bench() {
    local line="${(j: :)words[2,CURRENT-1]}"
    (( CURRENT > 2 )) && line+=" "
    line+="$PREFIX"
    local -a suggestions
    suggestions=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
    suggestions=("${(@)suggestions:#}")
    compadd -a suggestions || _files
}
if [[ "$funcstack[1]" == _intercontainer_bench ]]; then
    _intercontainer_bench "$@"
else
    compdef _intercontainer_bench intercontainer-bench
fi
