# `./workbench test`: the whole check. Unit tests, then component tests stage by stage in pipeline order, each group in a
# process of its own: a native crash in one stage is a finding, not the end of the run.

test_help() {
    cat <<'HELP'
Usage: ./workbench test [--unit | --component] [--stage 10|11|12|13] [--filter EXPRESSION] [--no-build]

  --unit        unit tests only
  --component   component tests only
  --stage N     component tests of one stage only
  --filter E    VSTest filter, such as FullyQualifiedName~Rope; a filter that matches nothing is an error
  --no-build    test what was built last

Exit codes: 0 pass, 1 a test failed, 2 usage or nothing matched, 3 a test host crashed (counted as one failed test),
4 a group took longer than WORKBENCH_TEST_TIMEOUT seconds (default 1500), 7 unfit environment, 70 the build failed.
The last line is "N passed, N failed, N skipped".
HELP
}

passed=0 failed=0 skipped=0 crashed=0 timed_out=0

run_tests() {
    local only='' stage='' filter='' build=1
    while (($#)); do
        case $1 in
            --unit) only=unit ;;
            --component) only=component ;;
            --stage) stage=${2:-none} only=component && shift ;;
            --stage=*) stage=${1#*=} only=component stage=${stage:-none} ;;
            --filter) filter=${2:-} && shift ;;
            --filter=*) filter=${1#*=} ;;
            --no-build) build=0 ;;
            --help | -h | '-?') test_help && return ;;
            *) fail $exit_usage "unknown option: $1" './workbench test --help' ;;
        esac
        (($#)) && shift
    done
    [[ -z $stage || $stage =~ ^1[0-3]$ ]] || fail $exit_usage "--stage: expected 10, 11, 12 or 13, got '$stage'" './workbench test --help'

    # A compiler server that a test starts (a program it builds) would hold this command's pipes for minutes after the last test.
    export UseSharedCompilation=false MSBUILDDISABLENODEREUSE=1

    ensure_ffmpeg
    ((build)) && build_solution || find_sdk

    local project name
    for project in "$root"/tests/unit/*.csproj "$root"/tests/component/*.csproj "$root"/tests/*/*.csproj; do
        name=$(basename -- "$(dirname -- "$project")")
        [[ -z $only || $only == "$name" ]] || continue
        [[ -z ${seen[$project]:-} ]] && grep -q '<IsTestProject>true' "$project" || continue
        seen[$project]=1
        if [[ $name != component ]]; then
            run_group "$project" "$name" "$filter"
        elif [[ -n $stage ]]; then
            run_group "$project" "component, stage $stage" "$(both "Stage=$stage" "$filter")"
        else
            local n
            for n in 10 11 12 13; do
                run_group "$project" "component, stage $n" "$(both "Stage=$n" "$filter")"
            done
            run_group "$project" 'component, other' "$(both 'Stage!=10&Stage!=11&Stage!=12&Stage!=13' "$filter")"
        fi
    done
    report_tests
}

declare -A seen=()

both() { if [[ -n $2 ]]; then printf '(%s)&(%s)' "$1" "$2"; else printf '%s' "$1"; fi; }

# run_group PROJECT TITLE FILTER: one test host; adds to the counts.
run_group() {
    local assembly log sink code=0 summary
    assembly=$(sed -n 's:.*<AssemblyName>\(.*\)</AssemblyName>.*:\1:p' "$1")
    assembly=$(dirname -- "$1")/bin/Release/net10.0/${assembly:-$(basename -- "$1" .csproj)}.dll
    [[ -f $assembly ]] || fail $exit_internal "not built: $assembly" './workbench test'

    printf '== %s\n' "$2"
    log=$(mktemp)
    # In a process group of its own, so that a time-out ends the test host too and not only `dotnet`, which started it.
    exec {sink}> >(tee -- "$log" | grep -v -E '^(Starting test execution|A total of 1 test files|VSTest version|Test run for|No test matches|\s*$)')
    local filter_process=$! host
    timeout --kill-after=20 "${WORKBENCH_TEST_TIMEOUT:-1500}" \
        dotnet test "$assembly" ${3:+--filter "$3"} --logger 'console;verbosity=minimal' >&"$sink" 2>&1 &
    host=$!
    exec {sink}>&-
    trap 'kill -TERM "$host" 2>/dev/null; exit 130' INT TERM
    wait "$host" || code=$?
    trap - INT TERM
    wait "$filter_process" || true

    summary=$(grep -E '^(Passed|Failed|Skipped)! +- Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+' "$log" | tail -n 1 || true)
    if [[ -n $summary ]]; then
        [[ $summary =~ Failed:\ +([0-9]+),\ Passed:\ +([0-9]+),\ Skipped:\ +([0-9]+) ]]
        failed=$((failed + BASH_REMATCH[1])) passed=$((passed + BASH_REMATCH[2])) skipped=$((skipped + BASH_REMATCH[3]))
        if ((code != 0 && BASH_REMATCH[1] == 0)); then
            lost_group "$2" "$code"
        fi
    elif ((code != 0)) || ! grep -q 'No test matches' "$log"; then
        lost_group "$2" "$code" # without a summary the remaining tests of the group are lost
    else
        printf 'no test here\n'
    fi
    rm -f -- "$log"
}

lost_group() {
    failed=$((failed + 1))
    if (($2 == 124 || $2 == 137)); then
        timed_out=1
        say "error: $1 took longer than ${WORKBENCH_TEST_TIMEOUT:-1500} s and was ended; it counts as one failed test"
    else
        crashed=1
        say "error: the test host of '$1' died without finishing (exit $2); it counts as one failed test"
    fi
}

report_tests() {
    local code=0
    ((failed == 0)) || code=1
    ((timed_out == 0)) || code=$exit_time_out
    ((crashed == 0)) || code=$exit_crash
    if ((passed + failed + skipped == 0)); then
        say 'error: no test matched'
        code=$exit_usage
    fi
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    exit "$code"
}
