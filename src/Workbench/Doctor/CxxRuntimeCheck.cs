using Workbench.Pipeline.Runtime;

namespace Workbench.Cli.Doctor;

/// <summary>Whether libstdc++ is new enough for the TorchSharp shim as shipped; if not, a weakened copy is used, which is fine.</summary>
internal sealed class CxxRuntimeCheck : IDoctorCheck
{
    public string Id => "libstdc++";

    public Finding Look()
    {
        var provided = HostCxxRuntime.Provides(WeakVersionNeed.Version);
        return new(
            Id,
            FindingStatus.Ok,
            provided
                ? $"provides {WeakVersionNeed.Version}; the TorchSharp shim loads as shipped"
                : $"lacks {WeakVersionNeed.Version} (older than GCC 13); a copy of the TorchSharp shim with that need marked weak is used")
        {
            Details = { ["requiredVersion"] = WeakVersionNeed.Version, ["provided"] = provided },
        };
    }
}
