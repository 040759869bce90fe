using System.Runtime.InteropServices;

namespace Workbench.Pipeline.Runtime;

/// <summary>Whether the host's libstdc++ provides a symbol version (Debian 12 and Ubuntu 22.04 stop at GLIBCXX_3.4.30).</summary>
internal static partial class HostCxxRuntime
{
    /// <summary>The one symbol that GLIBCXX_3.4.32 added and that compilers reference without calling: the iostream init anchor.</summary>
    private const string Anchor = "_ZSt21ios_base_library_initv";

    public static bool Provides(string version) =>
        NativeLibrary.TryLoad("libstdc++.so.6", out var handle) && DlVSym(handle, Anchor, version) != 0;

    [LibraryImport("libc", EntryPoint = "dlvsym", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint DlVSym(nint handle, string symbol, string version);
}
