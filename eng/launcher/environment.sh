# Exit codes (docs/exit-codes.md) and the environment of every child process.
readonly exit_usage=2 exit_crash=3 exit_time_out=4 exit_unfit=7 exit_internal=70

# Spinning OpenMP workers make CPU torch up to 40x slower while every core is busy.
export GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-1000}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1 DOTNET_CLI_UI_LANGUAGE=en
# A bare Debian has no libicu; nothing here needs culture data.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-1}
export HOME=${HOME:-/tmp}

say() { printf '%s\n' "$*" >&2; }

# fail CODE WHAT [NEXT]
fail() {
    say "error: $2"
    [[ -z ${3:-} ]] || say "  next: $3"
    exit "$1"
}
