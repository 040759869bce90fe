using Workbench.Pipeline.Checkpoints;
using Workbench.Testing.Hosting;
using Workbench.Testing.Weights;

namespace Workbench.ComponentTests.Localising;

/// <summary>Draws faults in stored weights and writes the model folders that have them.</summary>
internal sealed class WeightFaults(TinyCases cases, int seed)
{
    private const string Dense = "diffusion_pytorch_model.safetensors";

    private static readonly (string Case, string Stage, string File, string[] Kinds)[] Files =
    [
        (TinyCases.Plain, StageNames.TextEncode, "models_t5_umt5-xxl-enc-bf16.safetensors", [.. WeightFault.Kinds]),
        (TinyCases.Plain, StageNames.ImageEncode, "Wan2.1_VAE.safetensors", [.. WeightFault.Kinds]),
        (TinyCases.Plain, StageNames.DitHigh, $"high_noise_model/{Dense}", [.. WeightFault.Kinds]),
        (TinyCases.Plain, StageNames.DitLow, $"low_noise_model/{Dense}", [.. WeightFault.Kinds]),
        (TinyCases.Plain, StageNames.VaeDecode, "Wan2.1_VAE.safetensors", [.. WeightFault.Kinds]),
        (TinyCases.Gguf, StageNames.DitHigh, "HighNoise/Wan2.2-I2V-A14B-HighNoise-Q4_K_M.gguf", ["garbage-block"]),
        (TinyCases.Gguf, StageNames.DitLow, "LowNoise/Wan2.2-I2V-A14B-LowNoise-Q4_K_M.gguf", ["garbage-block"]),
        (TinyCases.Fp8, StageNames.DitHigh, "wan2.2_i2v_A14b_high_noise_scaled_fp8_e4m3_lightx2v_4step.safetensors", ["doubled"]),
        (TinyCases.Fp8, StageNames.DitLow, "wan2.2_i2v_A14b_low_noise_scaled_fp8_e4m3_lightx2v_4step.safetensors", ["doubled"]),
    ];

    private readonly Random random = new(seed);
    private int folders;

    /// <summary>The n-th fault with the case it is judged by and the folder it was written to; drawing it again gives another weight.</summary>
    public (TinyCase Case, string Folder, Injection Injection) Draw(int n)
    {
        var (name, stage, file, kinds) = Files[n % Files.Length];
        var (@case, kind) = (cases[name], kinds[n / Files.Length % kinds.Length]);
        while (true)
        {
            var folder = cases.Scratch($"model{folders++}");
            var fault = new WeightFault(kind, Key(Path.Combine(cases.ModelFolder, file), name, stage), random.Next(1000));
            var (changed, row) = (false, 0L);
            DoctoredModel.Write(cases.ModelFolder, folder, file, (sound, copy) => (changed, row) = DoctoredModel.Rewrite(sound, copy, fault));
            if (changed)
            {
                var text = $"{Path.GetFileName(file)}: {fault.Kind}@{fault.Key};seed={fault.Seed}";
                return (@case, folder, new(stage, Row(name, kind), text, WeightPlaces.First([.. @case.Taps[stage].Select(t => t.Path)], stage, fault.Key, row)));
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The experts' files changed for each other.</summary>
    public (TinyCase Case, string Folder, Injection Injection) Swapped()
    {
        var folder = cases.Scratch($"model{folders++}");
        var (high, low) = ($"high_noise_model/{Dense}", $"low_noise_model/{Dense}");
        DoctoredModel.Write(cases.ModelFolder, folder, high, (_, copy) => File.Copy(Path.Combine(cases.ModelFolder, low), copy));
        File.Delete(Path.Combine(folder, low));
        File.Copy(Path.Combine(cases.ModelFolder, high), Path.Combine(folder, low));
        return (cases[TinyCases.Plain], folder, new(StageNames.DitHigh, "weight: swapped experts", "high and low expert changed for each other", "dit.high/patch_embedding"));
    }

    private string Key(string path, string name, string stage)
    {
        using var checkpoint = CheckpointFile.Open(path);
        var keys = checkpoint.Tensors.Values.Where(t => name switch
        {
            TinyCases.Gguf => t.Type.TorchType() is null,
            TinyCases.Fp8 => t.Name.EndsWith("_scale", StringComparison.Ordinal),
            _ => stage is not (StageNames.ImageEncode or StageNames.VaeDecode) || WeightPlaces.VaeStage(t.Name) == stage,
        }).Select(t => t.Name).ToList();
        return keys[random.Next(keys.Count)];
    }

    private static string Row(string name, string kind) => name switch
    {
        TinyCases.Gguf => "weight: GGUF block",
        TinyCases.Fp8 => "weight: fp8 scale x 2",
        _ => "weight: " + kind,
    };
}
