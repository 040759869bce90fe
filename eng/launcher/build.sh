# Builds. MSBuild is not even started while a fingerprint of the sources stands unchanged.

readonly program=$root/src/Workbench/bin/Release/net10.0/workbench.dll
readonly stamp=$root/src/Workbench/obj/launcher.stamp
readonly interactive=$root/src/Workbench.Interactive/bin/Release/net10.0/Workbench.Interactive.dll
readonly interactive_stamp=$root/src/Workbench.Interactive/obj/launcher.stamp

# Path, size and time of every source. TorchRuntime (cpu, cuda-linux, none) is read by the build from the environment.
fingerprint() {
    (
        cd -- "$root"
        printf 'TorchRuntime=%s\n' "${TorchRuntime:-cpu}"
        local -a inputs=(src eng Directory.*.props global.json .editorconfig workbench)
        [[ ! -d configs ]] || inputs+=(configs)
        find "${inputs[@]}" \
            \( -name bin -o -name obj \) -prune -o -type f -printf '%p %s %T@\n' | LC_ALL=C sort
    ) | sha256sum
}

build_program_if_changed() { build_if_changed src/Workbench/Workbench.csproj "$program" "$stamp"; }

# Notebooks and reports bring Roslyn and Plotly: restored and built only when they are asked for.
build_interactive_if_changed() { build_if_changed src/Workbench.Interactive/Workbench.Interactive.csproj "$interactive" "$interactive_stamp"; }

# build_if_changed PROJECT ASSEMBLY STAMP
build_if_changed() {
    local now
    now=$(fingerprint)
    [[ -f $2 && -f $3 && $(<"$3") == "$now" ]] && return
    mkdir -p -- "$(dirname -- "$3")"
    (
        # Two commands started at once build one after the other; the second finds the work done.
        flock 9 2>/dev/null || true
        [[ -f $2 && -f $3 && $(<"$3") == "$now" ]] && exit 0
        say 'building (about a minute the first time) ...'
        dotnet_build "$1"
        printf '%s\n' "$now" >"$3"
    ) 9>"$3.lock"
}

build_solution() {
    local now
    now=$(fingerprint)
    say 'building Workbench.sln (Release) ...'
    dotnet_build Workbench.sln "$@"
    mkdir -p -- "$(dirname -- "$stamp")"
    printf '%s\n' "$now" >"$stamp"
    mkdir -p -- "$(dirname -- "$interactive_stamp")"
    printf '%s\n' "$now" >"$interactive_stamp"
}

# Quiet unless it fails. No build servers: they would outlive the command and hold its pipes.
dotnet_build() {
    find_sdk
    local log
    log=$(mktemp)
    if ! (cd -- "$root" && dotnet build "$@" -c Release -v q --nologo --disable-build-servers) >"$log" 2>&1; then
        cat -- "$log" >&2
        rm -f -- "$log"
        fail $exit_internal "the build failed: dotnet build $*"
    fi
    rm -f -- "$log"
}
