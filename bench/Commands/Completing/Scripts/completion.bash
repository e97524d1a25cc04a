# Completes the command line of intercontainer-bench in bash. The program itself says what can follow.
_intercontainer_bench() {
    local line=${COMP_LINE:0:COMP_POINT} suggestion
    line=${line#"${line%%[![:space:]]*}"}
    line=${line#"${line%%[[:space:]]*}"}
    line=${line#"${line%%[![:space:]]*}"}
    local word=${line##*[[:space:]]}
    # bash replaces only what follows the last of its word breaks.
    local kept=${word%"${word##*["$COMP_WORDBREAKS"]}"}
    COMPREPLY=()
    while IFS= read -r suggestion; do
        COMPREPLY+=("${suggestion#"$kept"}")
    done < <("$1" "[suggest:${#line}]" "$line" 2>/dev/null)
}
complete -o bashdefault -o default -F _intercontainer_bench intercontainer-bench
