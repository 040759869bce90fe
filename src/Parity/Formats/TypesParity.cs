using System.Security.Cryptography;
using TorchSharp;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels.Gguf;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Parity.Formats;

/// <summary>
/// Every ggml tensor type against ggml's own fp32 values, bit for bit: by the vectorised CPU code, by the torch operations where they
/// cover the type, and by whatever runs on the device.
/// </summary>
internal sealed class TypesParity : IParitySuite
{
    public string Case => "types";

    public int Stage => 0;

    public void Run(ParityContext context)
    {
        foreach (var path in Directory.GetFiles(context.Oracle.Path, "*.gguf").Order(StringComparer.Ordinal))
        {
            using var file = CheckpointFile.Open(path);
            var references = Path.GetFileNameWithoutExtension(path) + ".ref.safetensors";
            foreach (var name in context.Oracle.File(references).Tensors.Keys)
            {
                using var scope = NewDisposeScope();
                Compare(context, file, name, context.Expected(references, name));
            }
        }
    }

    private static void Compare(ParityContext context, ICheckpoint file, string name, Tensor expected)
    {
        if (!file.Tensors.TryGetValue(name, out var stored))
        {
            context.Report(name, false, $"{Path.GetFileName(file.Path)} has no such tensor");
            return;
        }

        var got = StoredValues.Read(file, name, stored.Shape);
        context.Compare(name, got, expected, 0);
        if (context.Oracle.Manifest["tensors"]?[name]?["f32_sha256"] is { } digest)
        {
            var bytes = Convert.ToHexStringLower(SHA256.HashData(got.to(ScalarType.Float32).bytes));
            context.Report(name + " (bits)", bytes == (string)digest!, $"SHA-256 of the fp32 values is {bytes}, expected {digest}");
        }

        if (!stored.Type.IsBlock())
        {
            return;
        }

        var torch = new TorchDequantiser();
        if (torch.Handles(stored.Type, DeviceType.CPU))
        {
            context.Compare(name + " (torch operations)", torch.Dequantise(stored.Type, file.View(name), stored.Shape, ScalarType.Float32), expected, 0);
        }

        if (context.Device.type != DeviceType.CPU)
        {
            var there = StoredValues.Read(file, name, stored.Shape, ScalarType.Float32, context.Device);
            context.Compare($"{name} (on {context.Device.type})", there.cpu(), expected.cpu(), 0);
        }
    }
}
