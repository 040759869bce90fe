# ffmpeg, for commands that write or read video. WORKBENCH_FFMPEG names a binary that is not on PATH.

readonly ffmpeg_command='apt-get install -y --no-install-recommends ffmpeg'

needs_ffmpeg() {
    local argument
    for argument in "$@"; do
        case $argument in --help | -h | '-?') return 1 ;; esac
    done
    case ${1:-} in generate | lipsync | demo | study) return 0 ;; *) return 1 ;; esac
}

has_ffmpeg() {
    if [[ -n ${WORKBENCH_FFMPEG:-} ]]; then
        [[ -e $WORKBENCH_FFMPEG ]]
    else
        command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null
    fi
}

# Installs where that needs no password; otherwise says the one command.
ensure_ffmpeg() {
    has_ffmpeg && return
    [[ -z ${WORKBENCH_FFMPEG:-} ]] || fail $exit_unfit "WORKBENCH_FFMPEG=$WORKBENCH_FFMPEG: no such file" 'unset WORKBENCH_FFMPEG, or point it at the ffmpeg binary'
    command -v apt-get >/dev/null || fail $exit_unfit 'ffmpeg is missing' 'install ffmpeg with the package manager of this system'

    local -a as_root=()
    if [[ $(id -u) -ne 0 ]]; then
        { command -v sudo && sudo -n true; } >/dev/null 2>&1 || fail $exit_unfit 'ffmpeg is missing' "sudo $ffmpeg_command"
        as_root=(sudo -n)
    fi

    say "installing ffmpeg ($ffmpeg_command) ..."
    local -a apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
    local log
    log=$(mktemp)
    # A first try without an update is right wherever package lists are fresh, and costs a second where they are not.
    if ! { "${apt[@]}" install -y --no-install-recommends ffmpeg ||
        { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends ffmpeg; }; } >"$log" 2>&1; then
        tail -n 20 -- "$log" >&2
        rm -f -- "$log"
        fail $exit_unfit 'ffmpeg could not be installed' "apt-get update && $ffmpeg_command"
    fi
    rm -f -- "$log"
}
