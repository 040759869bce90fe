using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Configuration.Application;
using Workbench.Pipeline.Hub;
using Workbench.Pipeline.Hub.Models;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Kernels.Gguf;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Running.Weights;
using Workbench.Pipeline.Stages.TextEncode;
using Workbench.Pipeline.Text.Tokenization;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Running;

/// <summary>
/// Loads the networks of a model one by one, strictly, so that a single stage pays for its own weights only. Dtypes, kernels and routes are the
/// plan's; the part of the plan that a network rests on is checked before a byte of its weights is read.
/// </summary>
/// <param name="plan">What runs in which dtype with which kernel.</param>
/// <param name="weights">Where the parameters come from.</param>
/// <param name="device">Where the networks run.</param>
/// <param name="note">Told what was mapped or noticed.</param>
public sealed class ModelLoader(ExecutionPlan plan, IModelWeights weights, Device device, Action<string>? note = null)
{
    /// <summary>A loader of files.</summary>
    public ModelLoader(ExecutionPlan plan, ModelFiles files, Device device, Action<string>? note = null)
        : this(plan, new FileWeights(files), device, note)
    {
    }

    /// <summary>Whether the networks get fused kernels.</summary>
    public FusedChoice Fused { get; } = FusedChoice.For(plan);

    /// <summary>The plan.</summary>
    public ExecutionPlan Plan => plan;

    /// <summary>The configuration.</summary>
    public PipelineConfig Config => plan.Config;

    /// <summary>Where the networks run.</summary>
    public Device Device => device;

    /// <summary>Where the parameters come from.</summary>
    public IModelWeights Weights => weights;

    /// <summary>Who computes in what.</summary>
    public DtypePlan Dtypes => plan.Config.Dtypes.Plan;

    /// <summary>How stages 11 and 13 cut pictures (<c>use_tiling_vae</c>); null: whole frames.</summary>
    public VaeTiling? Tiling => plan.Config.Vae.Tiling ? VaeTiling.Default : null;

    /// <summary>The configuration's LoRAs, as files that were found.</summary>
    public IReadOnlyList<LoraSpec> Loras => weights.Loras;

    /// <summary>Finds a model's files and makes the plan of a configuration on a device.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="device">Where the networks run.</param>
    /// <param name="without">Compatibility patches to leave out.</param>
    /// <param name="settings">Where cached snapshots are; null: the process environment.</param>
    /// <param name="note">Told what was mapped or noticed.</param>
    /// <param name="seeded">Parameters from a seed in place of files.</param>
    /// <exception cref="ModelFilesException">Parts are missing; all at once.</exception>
    /// <exception cref="ConfigException">An unknown patch, or a kernel that is refused.</exception>
    public static ModelLoader For(
        PipelineConfig config, Device device, IEnumerable<string>? without = null, HubSettings? settings = null, Action<string>? note = null, SeededWeights? seeded = null)
    {
        var target = DeviceTargets.Of(device);
        var plan = CompatibilityPatches.Plan(config, target, without ?? []);
        var files = seeded is null ? ModelFolder.Locate(config, settings ?? HubSettings.FromEnvironment()) : null;
        foreach (var found in (files?.Notes ?? []).Concat(KernelTable.Resolve(config.Kernels, target, config.Source.File).Notes))
        {
            note?.Invoke(found.ToString());
        }

        return new(plan, seeded ?? (IModelWeights)new FileWeights(files!), device, note);
    }

    /// <summary>The same weights on the same device under another plan.</summary>
    public ModelLoader Under(ExecutionPlan other) => new(other, weights, device, note);

    /// <summary>Stage 10; owned by the caller.</summary>
    /// <exception cref="BoundaryException">The plan lacks a patch that this stage needs.</exception>
    public TextEncodeStage TextEncode()
    {
        CompatibilityPatches.Check(plan, 10);
        var tokenizer = PromptTokenizer.Open(weights.TokenizerFolder);
        var options = new TextEncodeOptions { TextLength = Config.TextLength, Dtype = Dtypes.TextEncoder, OutputDtype = plan.Context };
        note?.Invoke("text encoder " + Fused.Text(options.Dtype, "norms and gated GELU fused, SDPA attention", "plain torch, explicit attention"));
        return new(tokenizer, Config.TextEncoderVisits ? VisitingEncoder(options.Dtype) : ResidentEncoder(options.Dtype), options);
    }

    private Umt5Encoder ResidentEncoder(ScalarType dtype)
    {
        using var open = weights.TextEncoder(device);
        note?.Invoke(open.Origin);
        return open.Whole(new Umt5Encoder(new(open.Source, "", dtype), Fused.TextEncoder(open.Config, dtype)));
    }

    private Umt5Encoder VisitingEncoder(ScalarType dtype)
    {
        using (var look = weights.TextEncoder(CPU))
        {
            if (look.File is not null) // a seed lacks nothing
            {
                Umt5Encoder.Require(new(look.Source, "", dtype), look.Config); // on the CPU these are the file's own pages: strict, and hardly a byte is read
                look.RequireAllTaken();
            }
        }

        var open = weights.TextEncoder(device);
        note?.Invoke($"{open.Origin}, offloaded: one of its blocks on the device");
        return Umt5Encoder.Offloaded(new(open.Source, "", dtype), Fused.TextEncoder(open.Config, dtype), device, open);
    }

    /// <summary>The VAE of stages 11 and 13; owned by the caller.</summary>
    /// <exception cref="BoundaryException">The plan lacks a patch that these stages need.</exception>
    public WanVae Vae()
    {
        CompatibilityPatches.Check(plan, 11);
        CompatibilityPatches.Check(plan, 13);
        using var open = weights.Vae(device);
        note?.Invoke(open.Origin);
        note?.Invoke("VAE " + Fused.Text(plan.VaeModel, "channels innermost, norm and SiLU fused", "plain torch"));
        return open.Whole(new WanVae(new(open.Source, "", plan.VaeModel), open.Config, plan.VaeModel, device, Fused.Vae(plan.VaeModel)));
    }

    /// <summary>Both experts of stage 12, sharing the device as the plan's offload says; owned by the caller.</summary>
    /// <exception cref="BoundaryException">The plan lacks a patch that this stage needs.</exception>
    public ExpertPair Experts()
    {
        var offloading = new Offloading(plan.Offload, device, both: true);
        var high = Expert(Models.WanDit.Expert.High, offloading);
        try
        {
            return new(high, Expert(Models.WanDit.Expert.Low, offloading));
        }
        catch
        {
            high.Dispose();
            throw;
        }
    }

    /// <summary>One expert, plain: LoRAs are put on afterwards (<see cref="Loras"/>); owned by the caller.</summary>
    /// <exception cref="BoundaryException">The plan lacks a patch that this stage needs.</exception>
    public WanDit Expert(Expert expert) => Expert(expert, new(plan.Offload, device, both: false));

    private WanDit Expert(Expert expert, Offloading offloading)
    {
        CompatibilityPatches.Check(plan, 12);
        var fp8 = new Fp8Options { RoundScales = Config.Dtypes.RoundFp8Scales, UseScaledMatmul = plan.Fp8Matmul == Fp8Route.ScaledMm, Fused = Fused.Takes(plan.Compute) };
        using var open = weights.Expert(expert, Config, fp8, device, staged: offloading.IsOn);
        note?.Invoke($"{open.Origin}, {offloading.Text}");
        Dequantisers.UseKernel(plan.Config.Kernels.Fused);
        var kernels = KernelChoice.From(plan, Fused);
        note?.Invoke("DIT " + Fused.Text(plan.Compute, kernels.Elementwise.Name, kernels.Elementwise.Name) + $", attention {kernels.SelfAttention.Name} and {kernels.CrossAttention.Name}");
        var offloaded = offloading.Over(open.Source, open.Config);
        return open.Whole(new WanDit(open.Config, offloaded is null ? open.Source : offloaded, Dtypes, kernels, offloaded));
    }
}
