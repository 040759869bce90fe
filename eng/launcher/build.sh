# Builds. MSBuild is not even started while a fingerprint of the sources stands unchanged.

readonly program=$root/src/Workbench/bin/Release/net10.0/workbench.dll
readonly stamp=$root/src/Workbench/obj/launcher.stamp

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

build_program_if_changed() {
    local now
    now=$(fingerprint)
    [[ -f $program && -f $stamp && $(<"$stamp") == "$now" ]] && return
    mkdir -p -- "$(dirname -- "$stamp")"
    (
        # Two commands started at once build one after the other; the second finds the work done.
        flock 9 2>/dev/null || true
        [[ -f $program && -f $stamp && $(<"$stamp") == "$now" ]] && exit 0
        say 'building (about a minute the first time) ...'
        dotnet_build src/Workbench/Workbench.csproj
        printf '%s\n' "$now" >"$stamp"
    ) 9>"$stamp.lock"
}

build_solution() {
    local now
    now=$(fingerprint)
    say 'building Workbench.sln (Release) ...'
    dotnet_build Workbench.sln "$@"
    mkdir -p -- "$(dirname -- "$stamp")"
    printf '%s\n' "$now" >"$stamp"
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
