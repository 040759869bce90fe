using System.Text.Json.Nodes;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.TinyModel;

/// <summary>
/// A random model in exactly the folder layout and file names of Wan-AI/Wan2.2-I2V-A14B, small enough for a CPU. Its networks are the real ones
/// at other sizes; its video is noise. The same seed gives the same files on every machine.
/// </summary>
public static class TinyModelFolder
{
    /// <summary>Name of the configuration that the model runs with.</summary>
    public const string ConfigName = "tiny_i2v";

    private const int TextLength = 128;

    /// <summary>Sizes of both experts.</summary>
    public static WanDitConfig Dit { get; } = new()
    {
        Dim = 256,
        FfnDim = 512,
        NumHeads = 2,
        NumLayers = 4,
        InDim = 36,
        OutDim = 16,
        FreqDim = 256,
        TextDim = 128,
        TextLen = TextLength,
    };

    /// <summary>Sizes of the text encoder.</summary>
    public static Umt5Config TextEncoder { get; } = new()
    {
        Vocabulary = TinyTokenizer.Size,
        Dim = 128,
        DimAttention = 128,
        DimFfn = 256,
        Heads = 4,
        Layers = 4,
        Buckets = 32,
    };

    /// <summary>Shape of the VAE.</summary>
    public static WanVaeConfig Vae { get; } = WanVaeConfig.Wan21 with { Dim = 8 };

    /// <summary>Writes the model: beside <paramref name="folder"/> first, then renamed, so that a folder of that name is always whole.</summary>
    /// <exception cref="IOException">The folder exists, or the disk refuses.</exception>
    /// <param name="folder">Must not exist.</param>
    /// <param name="seed">Another seed gives another model.</param>
    /// <param name="schemes">Schemes whose quantised experts are written too.</param>
    public static void Write(string folder, long seed = 0, IReadOnlyList<Configuration.QuantScheme>? schemes = null) => WholeFolder.Write(folder, partial =>
    {
        WriteParts(partial, seed);
        foreach (var scheme in schemes ?? [])
        {
            QuantisedExperts.Add(partial, scheme);
        }
    });

    private static void WriteParts(string folder, long seed)
    {
        foreach (var (expert, number) in new[] { ("high_noise_model", 1), ("low_noise_model", 2) })
        {
            Save(Path.Combine(folder, expert, "diffusion_pytorch_model.safetensors"), seed + number, ScalarType.BFloat16, s => new WanDit(Dit, s, Configuration.DtypePlan.Official(ScalarType.BFloat16)));
            File.WriteAllText(Path.Combine(folder, expert, "config.json"), DitConfigJson());
        }

        Save(Path.Combine(folder, "models_t5_umt5-xxl-enc-bf16.safetensors"), seed + 3, ScalarType.BFloat16, s => new Umt5Encoder(new(s, "", ScalarType.BFloat16), TextEncoder));
        Save(Path.Combine(folder, "Wan2.1_VAE.safetensors"), seed + 4, ScalarType.Float32, s => new WanVae(new(s, "", ScalarType.Float32), Vae, ScalarType.Float32, META));
        var tokenizer = Directory.CreateDirectory(Path.Combine(folder, "google", "umt5-xxl")).FullName;
        File.WriteAllText(Path.Combine(tokenizer, "tokenizer.json"), TinyTokenizer.Json());
        File.WriteAllText(Path.Combine(folder, Configuration.ModelConfig.FileName), ConfigJson());
    }

    /// <summary>Builds the network on the meta device to learn its state dict, then fills each key from the seed.</summary>
    private static void Save(string path, long seed, ScalarType dtype, Func<IParameterSource, IDisposable> build)
    {
        using var scope = NewDisposeScope();
        var keys = new MetaParameters();
        using (build(keys))
        {
        }

        var values = new SeededParameters(seed, CPU);
        var tensors = keys.Taken.Select(k => KeyValuePair.Create(k.Name, values.Take(k.Name, k.Shape, dtype))).ToList();
        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string> { ["origin"] = $"workbench checkpoint tiny, seed {seed}: random weights" });
        tensors.ForEach(t => t.Value.Dispose());
    }

    /// <summary>The tiny model's shipped configuration, so that the folder, or a changed copy of it, runs at tiny sizes wherever it lies.</summary>
    private static string ConfigJson()
    {
        var config = JsonNode.Parse(File.ReadAllText(Configuration.ConfigLocator.Find(ConfigName)))!.AsObject();
        config.Remove("$schema"); // relative to the shipped file
        return config.ToJsonString(new() { WriteIndented = true }) + "\n";
    }

    private static string DitConfigJson() => new JsonObject
    {
        ["_class_name"] = "WanModel",
        ["dim"] = Dit.Dim,
        ["eps"] = Dit.Eps,
        ["ffn_dim"] = Dit.FfnDim,
        ["freq_dim"] = Dit.FreqDim,
        ["in_dim"] = Dit.InDim,
        ["model_type"] = "i2v",
        ["num_heads"] = Dit.NumHeads,
        ["num_layers"] = Dit.NumLayers,
        ["out_dim"] = Dit.OutDim,
        ["text_len"] = Dit.TextLen,
    }.ToJsonString(new() { WriteIndented = true }) + "\n";
}
