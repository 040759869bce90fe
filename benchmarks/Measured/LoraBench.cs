using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Configuration.Application;
using Workbench.Pipeline.Lora;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Benchmarks.Measured;

/// <summary>Random experts of A14B's width at reduced depth, and a rank-64 LoRA of all their block matrices. On the GPU if there is one.</summary>
internal sealed class LoraBench
{
    /// <summary>Of 40: each is 703 MB in bf16.</summary>
    public const int Blocks = 1;

    private const int Rank = 64;

    private static readonly Lazy<LoraBench> Made = new(() => new());

    private readonly Device device = cuda.is_available() ? CUDA : CPU;
    private readonly WanDit plain, lifted;
    private readonly Tensor latents, y, context;

    private LoraBench()
    {
        using var frozen = inference_mode();
        plain = Expert(1);
        lifted = Expert(2);
        File = WriteLora();
        (Dynamic, Merged) = (Manager(plain, LoraMode.Dynamic), Manager(plain, LoraMode.Merge));
        DynamicOn = Manager(lifted, LoraMode.Dynamic);
        DynamicOn.SwitchLora(LoraTarget.HighNoise, File, 1);
        long[] grid = device.type == TorchSharp.DeviceType.CUDA ? [21, 60, 104] : [1, 16, 32];
        latents = Random(16, grid);
        y = Random(20, grid);
        context = randn([1, 512, 4096], ScalarType.Float32, device).DetachFromDisposeScope();
    }

    public static LoraBench Shared => Made.Value;

    public string File { get; }

    public LoraManager Dynamic { get; }

    public LoraManager Merged { get; }

    public LoraManager DynamicOn { get; }

    public void StepWithout() => Step(plain);

    public void StepWith() => Step(lifted);

    public void Wait()
    {
        if (device.type == TorchSharp.DeviceType.CUDA)
        {
            cuda.synchronize();
        }
    }

    private void Step(WanDit dit)
    {
        using var velocity = dit.Forward(latents, y, context, 900);
        Wait();
    }

    private WanDit Expert(long seed) =>
        new(WanDitConfig.I2VA14B with { NumLayers = Blocks }, new SeededParameters(seed, device), DtypePlan.LightX2V(ScalarType.BFloat16));

    /// <summary>Only the high-noise side is switched: one expert is measured.</summary>
    private static LoraManager Manager(WanDit dit, LoraMode mode) => new(dit.Parameters, dit.Parameters, new(mode));

    private Tensor Random(long channels, long[] grid) => randn([channels, .. grid], ScalarType.Float32, device).DetachFromDisposeScope();

    private string WriteLora()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, linear) in plain.Parameters.Linears.Where(l => l.Key.StartsWith("blocks.", StringComparison.Ordinal)))
        {
            tensors[$"{name}.lora_down.weight"] = (randn(Rank, linear.Weight.Inputs) * 0.01).to(ScalarType.BFloat16);
            tensors[$"{name}.lora_up.weight"] = (randn(linear.Weight.Outputs, Rank) * 0.01).to(ScalarType.BFloat16);
        }

        var path = Path.Combine(Directory.CreateTempSubdirectory("workbench-bench-").FullName, "rank64.safetensors");
        SafetensorsWriter.Write(path, tensors);
        return path;
    }
}
