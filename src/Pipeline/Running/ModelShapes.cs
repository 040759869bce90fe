using System.Globalization;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Models.WanVae;

namespace Workbench.Pipeline.Running;

/// <summary>Sizes of the networks: what a configuration says, and for the rest what the checkpoint's shapes say.</summary>
public static class ModelShapes
{
    /// <summary>Channels of an attention head in every released Wan model; it shows in no tensor's shape.</summary>
    private const long WanHeadDim = 128;

    /// <summary>The DiT's sizes.</summary>
    /// <exception cref="CheckpointException">A tensor that the sizes come from is missing.</exception>
    public static WanDitConfig Dit(ICheckpoint checkpoint, NetworkSizes given, long textLength)
    {
        var patch = Shape(checkpoint, "patch_embedding.weight", 5);
        var dim = given.Dim ?? patch[0];
        return new()
        {
            Dim = dim,
            FfnDim = given.FfnDim ?? Shape(checkpoint, "blocks.0.ffn.0.weight", 2)[0],
            NumHeads = given.Heads ?? Math.Max(1, dim / WanHeadDim),
            NumLayers = given.Layers ?? Count(checkpoint, "blocks."),
            InDim = given.InDim ?? patch[1],
            OutDim = given.OutDim ?? Shape(checkpoint, "head.head.weight", 2)[0] / (patch[2] * patch[3] * patch[4]),
            FreqDim = given.FreqDim ?? Shape(checkpoint, "time_embedding.0.weight", 2)[1],
            TextDim = given.TextDim ?? Shape(checkpoint, "text_embedding.0.weight", 2)[1],
            TextLen = textLength,
            PatchSize = (patch[2], patch[3], patch[4]),
            Eps = given.Eps ?? 1e-6,
        };
    }

    /// <summary>The text encoder's sizes.</summary>
    /// <exception cref="CheckpointException">A tensor that the sizes come from is missing.</exception>
    public static Umt5Config TextEncoder(ICheckpoint checkpoint)
    {
        var embedding = Shape(checkpoint, "token_embedding.weight", 2);
        var bias = Shape(checkpoint, "blocks.0.pos_embedding.embedding.weight", 2);
        return new()
        {
            Vocabulary = embedding[0],
            Dim = embedding[1],
            DimAttention = Shape(checkpoint, "blocks.0.attn.q.weight", 2)[0],
            DimFfn = Shape(checkpoint, "blocks.0.ffn.fc1.weight", 2)[0],
            Heads = bias[1],
            Buckets = (int)bias[0],
            Layers = Count(checkpoint, "blocks."),
        };
    }

    /// <summary>The VAE's sizes: the released architecture at the width that the checkpoint has.</summary>
    /// <exception cref="CheckpointException">The first convolution is missing.</exception>
    public static WanVaeConfig Vae(ICheckpoint checkpoint) =>
        WanVaeConfig.Wan21 with { Dim = (int)Shape(checkpoint, "encoder.conv1.weight", 5)[0] };

    private static long[] Shape(ICheckpoint checkpoint, string name, int rank) =>
        checkpoint.Tensors.TryGetValue(name, out var tensor) && tensor.Shape.Length == rank
            ? tensor.Shape
            : throw new CheckpointException(
                $"{checkpoint.Path}: expected {name} with {rank} dimensions, got {(tensor is null ? "no such key" : tensor.ToString())}.\nNext: workbench inspect {checkpoint.Path}");

    private static int Count(ICheckpoint checkpoint, string prefix) => 1 + checkpoint.Tensors.Keys
        .Where(k => k.StartsWith(prefix, StringComparison.Ordinal))
        .Select(k => int.TryParse(k.AsSpan(prefix.Length, k.IndexOf('.', prefix.Length) - prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1)
        .DefaultIfEmpty(-1).Max();
}
