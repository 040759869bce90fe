using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Offload;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Running;

/// <summary>How the experts that are loaded together share the device. Two slots stream every block in every step; a slot for each block swaps whole experts.</summary>
/// <param name="granularity">What moves at a time; a phase moves as the block that it is part of.</param>
/// <param name="device">Where they compute.</param>
/// <param name="both">Whether two experts are loaded: one alone has nobody to be swapped with and stays on the device under <see cref="OffloadGranularity.Model"/>.</param>
internal sealed class Offloading(OffloadGranularity granularity, Device device, bool both)
{
    private BlockRing? ring;

    /// <summary>Whether block weights are kept in host memory.</summary>
    public bool IsOn { get; } = granularity is OffloadGranularity.Block or OffloadGranularity.Phase || (granularity == OffloadGranularity.Model && both);

    /// <summary>Where a checkpoint's weights are read to.</summary>
    public Device ReadTo => IsOn ? CPU : device;

    /// <summary>For the log.</summary>
    public string Text => !IsOn ? "resident" : granularity == OffloadGranularity.Model ? "offloaded by model: one of two on the device" : "offloaded by block: two of its blocks on the device";

    /// <summary>The source with its blocks offloaded; null where nothing is.</summary>
    public OffloadedBlocks? Over(IParameterSource source, WanDitConfig config) => IsOn
        ? new(source, ring ??= new(device, granularity == OffloadGranularity.Model ? config.NumLayers : 2))
        : null;
}
