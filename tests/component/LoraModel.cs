using System.Globalization;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Lora;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Runtime;
using Workbench.Pipeline.Sampling;
using Workbench.Pipeline.Stages.DitStep;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>Both experts of the published oracle, stored in some flavour, with a manager of LoRAs.</summary>
internal sealed class LoraModel : IDisposable
{
    private readonly DtypePlan dtypes;
    private readonly ExpertPair experts;

    /// <param name="flavour">fp32, bf16, fp8 or gguf: how the block matrices are stored.</param>
    /// <param name="mode">How LoRAs are applied.</param>
    public LoraModel(string flavour, LoraMode mode)
    {
        dtypes = DtypePlan.Official(flavour == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32);
        experts = new(Load("high", flavour), Load("low", flavour));
        Loras = new(High.Parameters, Low.Parameters, new(mode));
    }

    public static string Folder { get; } = Repository.At("tests", "data", "wan22-tiny");

    public WanDit High => experts.Resident(Expert.High);

    public WanDit Low => experts.Resident(Expert.Low);

    public LoraManager Loras { get; }

    public static string File(string name) => Path.Combine(Folder, "weights", name + ".safetensors");

    /// <summary>Samples four steps, two per expert, from the oracle's inputs.</summary>
    public Tensor Sample()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var file = SafetensorsFile.Open(Path.Combine(Folder, "e2e.safetensors"));
        using var scheduler = new StepDistillScheduler([1000, 750, 500, 250], 5);
        var rows = file.View("context_pos");
        var context = zeros(1, High.Config.TextLen, High.Config.TextDim);
        context[0].narrow(0, 0, rows.shape[0]).copy_(rows);
        return new SamplingLoop(new DitStepStage(experts), scheduler, new ExpertByStep(2), dtypes)
            .Run(new() { Noise = file.View("noise"), Y = file.View("y"), Context = context }).DetachFromDisposeScope();
    }

    /// <summary>Every value that the networks compute with, by key; quantised weights as their stored bytes. The caller disposes.</summary>
    public Dictionary<string, Tensor> Values()
    {
        using var frozen = no_grad();
        var values = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (expert, model) in new[] { ("high", High.Parameters), ("low", Low.Parameters) })
        {
            foreach (var (key, tensor) in model.Tensors)
            {
                values.Add($"{expert}.{key}", tensor.clone().DetachFromDisposeScope());
            }

            foreach (var (key, linear) in model.Linears)
            {
                values.Add($"{expert}.{key}.weight", Stored(linear.Weight).clone().DetachFromDisposeScope());
            }
        }

        return values;
    }

    public void Dispose()
    {
        Loras.Dispose();
        experts.Dispose();
    }

    private WanDit Load(string expert, string flavour)
    {
        using var file = SafetensorsFile.Open(File("dit_" + expert));
        var config = WanDitConfig.I2VA14B with { Dim = 256, FfnDim = 512, NumHeads = 2, NumLayers = 2, TextDim = 128, TextLen = 64 };
        return new(config, new Flavoured(new CheckpointParameters(file, CPU), flavour), dtypes);
    }

    private static Tensor Stored(ILinearWeight weight) => weight switch
    {
        Fp8Weight fp8 => Fp8Codes.Bits(fp8.Codes),
        GgufWeight gguf => gguf.Quantised,
        _ => ((DenseWeight)weight).Weight,
    };

    private sealed class Flavoured(CheckpointParameters inner, string flavour) : IParameterSource
    {
        public Tensor Take(string name, ReadOnlySpan<long> shape, ScalarType dtype) => inner.Take(name, shape, dtype);

        public Linear TakeLinear(string name, long inputs, long outputs, bool bias, ScalarType dtype)
        {
            var linear = inner.TakeLinear(name, inputs, outputs, bias, dtype);
            if (!name.StartsWith("blocks.", StringComparison.Ordinal) || flavour is not ("fp8" or "gguf"))
            {
                return linear;
            }

            using var scope = NewDisposeScope();
            using var dense = linear.Weight.Dense(ScalarType.Float32);
            linear.Weight.Dispose();
            return new(name, flavour == "fp8" ? Fp8(dense) : Q8(dense), linear.Bias);
        }

        private static Fp8Weight Fp8(Tensor dense)
        {
            var (codes, scale) = Fp8WeightQuantiser.Quantise(dense);
            return new(codes.DetachFromDisposeScope(), scale.DetachFromDisposeScope());
        }

        /// <summary>Q8_0: blocks of 32 numbers, an fp16 scale before each.</summary>
        private static GgufWeight Q8(Tensor dense)
        {
            var blocks = dense.reshape(-1, 32);
            var scale = (blocks.abs().amax([1], keepdim: true) / 127).to(ScalarType.Float16); // [n, 1]
            var codes = (blocks / scale.to(ScalarType.Float32)).round().clamp(-127, 127).to(ScalarType.Int8); // [n, 32]
            var bytes = cat([Bytes(scale), Bytes(codes)], 1).reshape(dense.shape[0], -1);
            return new(StoredType.Q8_0, bytes.DetachFromDisposeScope(), dense.shape[0], dense.shape[1]);
        }

        private static Tensor Bytes(Tensor x) => Aten.Call("aten::view", "dtype", x, ScalarType.Byte);
    }

    /// <summary>A LoRA with every kind of delta: pairs under Diffusers' and Kohya's names, full deltas of a matrix, norm, bias, modulations and patch embedding.</summary>
    public static string WriteStyle(string path, int seed, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var scope = NewDisposeScope();
        var generator = new Generator((ulong)seed);
        Tensor Random(params long[] shape) => (randn(shape, generator: generator) * 0.02).to(ScalarType.Float16);
        SafetensorsWriter.Write(
            path,
            new Dictionary<string, Tensor>
            {
                ["transformer.blocks.0.attn1.to_q.lora_A.weight"] = Random(8, 256),
                ["transformer.blocks.0.attn1.to_q.lora_B.weight"] = Random(256, 8),
                ["lora_unet_blocks_1_ffn_2.lora_down.weight"] = Random(3, 512),
                ["lora_unet_blocks_1_ffn_2.lora_up.weight"] = Random(256, 3),
                ["lora_unet_blocks_1_ffn_2.alpha"] = tensor(6f),
                ["diffusion_model.blocks.1.cross_attn.k.diff"] = Random(256, 256),
                ["diffusion_model.blocks.0.norm3.diff"] = Random(256),
                ["diffusion_model.blocks.0.self_attn.norm_q.diff"] = Random(256),
                ["diffusion_model.blocks.1.ffn.0.diff_b"] = Random(512),
                ["diffusion_model.blocks.1.diff_m"] = Random(1, 6, 256),
                ["diffusion_model.head.diff_m"] = Random(1, 2, 256),
                ["diffusion_model.patch_embedding.diff"] = Random(256, 36, 1, 2, 2),
                ["diffusion_model.time_embedding.0.diff"] = Random(256, 256),
                ["diffusion_model.head.head.diff_b"] = Random(64),
            },
            metadata ?? new Dictionary<string, string> { ["seed"] = seed.ToString(CultureInfo.InvariantCulture) });
        return path;
    }
}
