# Finds dotnet: on PATH, or where its install script puts it.

readonly sdk_command='curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0'

find_runtime() {
    command -v dotnet >/dev/null && return
    local folder
    for folder in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet; do
        if [[ -n $folder && -x $folder/dotnet ]]; then
            export DOTNET_ROOT=$folder PATH=$folder:$PATH
            return
        fi
    done
    fail $exit_unfit 'the .NET 10 SDK is missing (no dotnet on PATH, in DOTNET_ROOT or in ~/.dotnet)' "$sdk_command"
}

# In the repository, so that global.json decides which SDK will do.
find_sdk() {
    find_runtime
    local version
    version=$(cd -- "$root" && dotnet --version 2>&1) ||
        fail $exit_unfit "no .NET 10 SDK among: $(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | tr '\n' ' ')" "$sdk_command"
    [[ $version == 10.* ]] || fail $exit_unfit "expected a .NET 10 SDK, got $version" "$sdk_command"
}
