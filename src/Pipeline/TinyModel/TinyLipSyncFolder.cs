using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using Workbench.Pipeline.LipSync.Models.BiSeNet;
using Workbench.Pipeline.LipSync.Models.S3fd;
using Workbench.Pipeline.LipSync.Models.UNet;
using Workbench.Pipeline.LipSync.Models.Whisper;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.TinyModel;

/// <summary>
/// A random lip-sync model in the folder layout of MuseTalk's <c>models/</c> (musetalkV15, musetalk, sd-vae, whisper, face-parse-bisent, s3fd), as
/// safetensors. Its mouths are noise; its face parser takes everything for skin, so that the whole lower half of the face is replaced; its
/// detector finds nothing of use. The same seed gives the same files on every machine.
/// </summary>
public static class TinyLipSyncFolder
{
    /// <summary>Names the file that tells this model from a trained one.</summary>
    private const string Marker = "RANDOM.txt";

    /// <summary>Whether a folder holds this random model: its detector must not be asked.</summary>
    public static bool IsAt(string folder) => File.Exists(Path.Combine(folder, Marker));

    /// <summary>Writes the model beside <paramref name="folder"/>, then renames, so that a folder of that name is always whole.</summary>
    /// <param name="folder">Must not exist.</param>
    /// <param name="seed">Another seed gives another model.</param>
    /// <exception cref="IOException">The folder exists, or the disk refuses.</exception>
    public static void Write(string folder, long seed = 0) => WholeFolder.Write(folder, partial =>
    {
        foreach (var (version, number) in new[] { ("musetalkV15", 1), ("musetalk", 2) })
        {
            Save(partial, $"{version}/unet.safetensors", seed + number, p => new UNet2DConditionModel(p, TinyLipSync.UNet));
            File.WriteAllText(Path.Combine(partial, version, "musetalk.json"), TinyLipSyncJson.Of(TinyLipSync.UNet));
        }

        Save(partial, "sd-vae/diffusion_pytorch_model.safetensors", seed + 3, p => new AutoencoderKL(p, TinyLipSync.Vae));
        File.WriteAllText(Path.Combine(partial, "sd-vae", "config.json"), TinyLipSyncJson.Of(TinyLipSync.Vae));
        Save(partial, "whisper/model.safetensors", seed + 4, p => new WhisperEncoder(p["model"], TinyLipSync.Whisper));
        File.WriteAllText(Path.Combine(partial, "whisper", "config.json"), TinyLipSyncJson.Of(TinyLipSync.Whisper));
        Save(partial, "face-parse-bisent/79999_iter.safetensors", seed + 5, p => new BiSeNetNetwork(p, TinyLipSync.FaceParser));
        Save(partial, "s3fd/s3fd.safetensors", seed + 6, p => new S3fdNetwork(p, TinyLipSync.FaceDetector));
        File.WriteAllText(Path.Combine(partial, Marker), $"Random weights, made by `workbench checkpoint tiny-lipsync`, seed {seed}. Nothing in here was trained.\n");
    });

    /// <summary>Builds the network on the meta device to learn its state dict, then fills each key from the seed.</summary>
    private static void Save(string folder, string file, long seed, Func<ParameterScope, IDisposable> build)
    {
        using var scope = NewDisposeScope();
        var keys = new MetaParameters();
        build(new(keys, "", ScalarType.Float32)).Dispose();
        var values = new SeededParameters(seed, CPU);
        var tensors = keys.Taken.Select(k => KeyValuePair.Create(k.Name, Value(values, k.Name, k.Shape))).ToList();
        SafetensorsWriter.Write(Path.Combine(folder, file), tensors, new Dictionary<string, string> { ["origin"] = $"workbench checkpoint tiny-lipsync, seed {seed}: random weights" });
        tensors.ForEach(t => t.Value.Dispose());
    }

    private static Tensor Value(SeededParameters values, string name, long[] shape)
    {
        if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
        {
            return values.Take(name, shape, ScalarType.Int64);
        }

        var value = values.Take(name, shape, ScalarType.Float32);
        if (name == "conv_out.conv_out.weight")
        {
            Skin(value);
        }

        return value;
    }

    /// <summary>The parser's last layer [classes, features, 1, 1]: its features are never negative, so the one class with positive weights wins.</summary>
    private static void Skin(Tensor head)
    {
        using var scope = NewDisposeScope();
        head.copy_(head.abs().neg());
        head[1].neg_();
    }
}
