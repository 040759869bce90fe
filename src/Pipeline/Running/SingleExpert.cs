using Workbench.Pipeline.Models.WanDit;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Running;

/// <summary>One expert only, for a single step.</summary>
internal sealed class SingleExpert(WanDit dit, Expert which) : IExperts, IDisposable
{
    public WanDitConfig Config => dit.Config;

    public Device Device => dit.Device;

    public WanDit Resident(Expert expert) => expert == which
        ? dit
        : throw new InvalidOperationException($"only the {which} expert is loaded.");

    public void Dispose() => dit.Dispose();
}
