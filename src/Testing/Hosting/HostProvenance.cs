using System.Collections.Concurrent;
using System.Reflection;
using TorchSharp;
using Workbench.Harness.Repro;
using Workbench.Harness.Snapshots;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.Inspection;
using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Testing.Hosting;

/// <summary>Says where the results of a loader's stages come from.</summary>
internal sealed class HostProvenance(ModelLoader loader)
{
    private readonly ConcurrentDictionary<string, string> digests = new(StringComparer.Ordinal);

    private bool OnCuda => loader.Device.type == DeviceType.CUDA;

    /// <summary>Kind of device, compute dtype and, where they are not the plain ones, scheme and profile: <c>cpu-float32</c>, <c>sm90-bfloat16-gguf-Q4_K_M</c>.</summary>
    public string DeviceClass => string.Join('-', new[]
    {
        OnCuda ? $"sm{CudaDriver.ComputeCapability(Math.Max(loader.Device.index, 0))}" : "cpu",
        loader.Dtypes.Compute.ToString().ToLowerInvariant(),
        loader.Config.Quant.Name != "Default" ? loader.Config.Quant.Name : null,
        loader.Config.Dtypes.Profile == NumericProfile.LightX2V ? "lightx2v" : null,
    }.OfType<string>());

    /// <summary>Compatibility patches that apply to the configuration on its device and are on.</summary>
    public IReadOnlyList<string> Patches => [.. CompatibilityPatches.All.Where(p => p.Applies(ExecutionPlan.Upstream(loader.Config, loader.Plan.Device)) && p.Defect(loader.Plan) is null).Select(p => p.Id)];

    /// <summary>Of a stage, here and now.</summary>
    /// <param name="stage">Id of the stage.</param>
    /// <param name="variation">Variation it runs under, or null.</param>
    /// <param name="speech">Checkpoint of stage 20.</param>
    public Provenance Of(string stage, string? variation, string? speech) => new()
    {
        Code = typeof(HostProvenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0",
        Checkpoint = digests.GetOrAdd(stage, id => Digest(id, speech)),
        Device = OnCuda ? CudaDriver.Name(Math.Max(loader.Device.index, 0)) : EnvironmentBlock.Cpu(),
        DeviceClass = DeviceClass,
        LibTorch = LibTorchBuild.Describe()?.Version ?? "unknown",
        DtypePlan = $"{loader.Config.Dtypes.Profile}, compute {loader.Dtypes.Compute}, T5 {loader.Dtypes.TextEncoder}, VAE {loader.Plan.VaeModel}",
        Patches = Patches,
        Threads = OnCuda ? 0 : get_num_threads(),
        Variation = variation,
    };

    /// <summary>A fingerprint of the stage's own checkpoint: names, types and a sample of its bytes.</summary>
    private string Digest(string stage, string? speech)
    {
        if (stage == StageNames.LipSync)
        {
            using var unet = CheckpointFile.Open(speech!);
            return ContentDigest.Of(unet)[..16];
        }

        return loader.Weights.Fingerprint(StageNetwork.Of(stage));
    }
}
