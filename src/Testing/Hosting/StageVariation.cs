using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Stages;
using static TorchSharp.torch;

namespace Workbench.Testing.Hosting;

/// <summary>
/// Another way of computing a stage that must not count as a fault (or, for the oracles, a more exact one): what it changes of the plan, and of the process.
/// </summary>
/// <param name="Name">As in requests and in the evidence of a calibration.</param>
/// <param name="Change">The plan it runs under.</param>
public sealed record StageVariation(string Name, Func<ExecutionPlan, ExecutionPlan> Change)
{
    /// <summary>Everything in fp64 where the networks allow it; their norms, softmaxes and the seams between stages stay fp32, as upstream has them.</summary>
    public const string Float64 = "float64";

    /// <summary>Everything in fp32: the oracle of 16-bit stages that do not fit a device in fp64.</summary>
    public const string Float32 = "float32";

    private const string OneThread = "one-thread", NoVectors = "no-vectors", MathAttention = "math-attention", FlashAttention = "flash-attention", TorchKernels = "torch-kernels", Tf32 = "tf32", Counted = "-threads";

    /// <summary>Threads that libtorch computes with; null leaves its own choice.</summary>
    public int? Threads { get; private init; }

    /// <summary>Variables of the child process, read when libtorch is loaded.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; private init; } = new Dictionary<string, string>();

    /// <summary>Whether fp32 products on CUDA may use TF32.</summary>
    public bool AllowTf32 { get; private init; }

    /// <summary>The configuration as it stands.</summary>
    public static StageVariation AsConfigured { get; } = new("", plan => plan);

    /// <summary>The legitimate variations of a stage on a kind of device.</summary>
    /// <param name="stage">One of <see cref="StageNames"/>.</param>
    /// <param name="cuda">Whether it runs on CUDA.</param>
    /// <param name="compute">Compute dtype of the plan.</param>
    public static IReadOnlyList<string> Of(string stage, bool cuda, ScalarType compute) =>
    [
        // One thread more than there are cores: work is split at other places than by the golden's own number, which divides the cores as a rule.
        .. cuda ? [] : new[] { OneThread, $"{System.Environment.ProcessorCount + 1}{Counted}", NoVectors },
        .. cuda && compute == ScalarType.Float32 ? new[] { Tf32 } : [],
        // The whole score matrix of a full-size run does not fit a GPU.
        .. !cuda && StageNames.Number(stage) == 12 ? new[] { MathAttention } : [],
        .. cuda && StageNames.Number(stage) == 12 && compute != ScalarType.Float32 ? new[] { FlashAttention } : [],
        .. cuda ? new[] { TorchKernels } : [],
    ];

    /// <summary>By name; null and empty are the configuration as it stands.</summary>
    /// <exception cref="StageInputException">No such variation.</exception>
    public static StageVariation Find(string? name) => name switch
    {
        null or "" => AsConfigured,
        OneThread => new(OneThread, plan => plan) { Threads = 1 },
        NoVectors => new(NoVectors, plan => plan) { Environment = new Dictionary<string, string> { ["ATEN_CPU_CAPABILITY"] = "default" } },
        MathAttention => new(MathAttention, plan => plan with { SelfAttention = KernelTable.MathAttention, CrossAttention = KernelTable.MathAttention }),
        FlashAttention => new(FlashAttention, plan => plan with { SelfAttention = KernelTable.Flash, CrossAttention = KernelTable.Flash }),
        TorchKernels => new(TorchKernels, Plain),
        _ when ThreadCount(name) is { } count => new(name, plan => plan) { Threads = count },
        Tf32 => new(Tf32, plan => plan) { AllowTf32 = true },
        Float64 => new(Float64, plan => Plain(Wide(plan, ScalarType.Float64))),
        Float32 => new(Float32, plan => Plain(Wide(plan, ScalarType.Float32))),
        _ => throw new StageInputException($"no such variation\nwhere: --variation\nexpected: {OneThread}, N{Counted}, {NoVectors}, {MathAttention}, {FlashAttention}, {TorchKernels}, {Tf32}, {Float32}, {Float64}\ngot: {name}"),
    };

    private static int? ThreadCount(string? name) =>
        name?.EndsWith(Counted, StringComparison.Ordinal) == true && int.TryParse(name[..^Counted.Length], System.Globalization.CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 1024 ? count : null;

    /// <summary>Sets what is the process's own; whoever runs several variations in one process sets the threads back afterwards.</summary>
    public void Apply()
    {
        if (Threads is { } threads)
        {
            set_num_threads(threads);
        }

        backends.cuda.matmul.allow_tf32 = AllowTf32; // fp32 means fp32, unless TF32 is what is measured
        backends.cudnn.allow_tf32 = AllowTf32;
    }

    private static ExecutionPlan Plain(ExecutionPlan plan) => plan with
    {
        Config = plan.Config with { Kernels = plan.Config.Kernels with { Fused = false } }, // or 16-bit runs on CUDA would fuse them all the same
        Modulate = KernelTable.Torch,
        LayerNorm = KernelTable.Torch,
        RmsNorm = plan.RmsNorm == KernelTable.Nvrtc ? KernelTable.OneRounding : plan.RmsNorm,
        Rope = plan.Rope == KernelTable.Nvrtc ? KernelTable.ComplexRope : plan.Rope,
    };

    private static ExecutionPlan Wide(ExecutionPlan plan, ScalarType wide) => plan with
    {
        Config = plan.Config with
        {
            Dtypes = plan.Config.Dtypes with
            {
                Compute = wide,
                Plan = plan.Config.Dtypes.Plan with
                {
                    Compute = wide,
                    Residual = wide,
                    TimeEmbedding = wide,
                    Head = wide,
                    Angles = ScalarType.Float64,
                    Latents = wide,
                    TextEncoder = wide,
                    Vae = wide,
                },
            },
        },
        TextEncoderBuffers = wide,
        Context = wide,
        VaeModel = wide,
        VaeScale = wide,
        PatchEmbedding = wide,
    };
}
