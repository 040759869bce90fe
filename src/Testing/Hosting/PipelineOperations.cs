using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Harness.Repro;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Running.Weights;
using static TorchSharp.torch;

namespace Workbench.Testing.Hosting;

/// <summary>
/// Which operator computes a tap of the real networks, where it is one operator: the linear layers and the attention of the DiT's blocks, the linear layers
/// of the text encoder's. Convolutions of the VAE (which carry a cache) and fused elementwise passes are more than one.
/// </summary>
public sealed partial class PipelineOperations(ModelLoader loader) : IOperationSource
{
    public (OperationCall Call, IReadOnlyDictionary<string, Tensor> Inputs)? Operation(string stage, string tap, Func<string, Tensor?> at)
    {
        if (BlockTap().Match(tap) is not { Success: true } match)
        {
            return null;
        }

        var (network, block, name) = (match.Groups["network"].Value, match.Groups["block"].Value, match.Groups["name"].Value);
        var place = $"{network}/blocks.{block}/";
        var layer = $"blocks.{int.Parse(block, CultureInfo.InvariantCulture)}.";
        return (stage, name) switch
        {
            (StageNames.DitHigh or StageNames.DitLow, "self_attn/attention") => Attention(at(place + "self_attn/q_rope"), at(place + "self_attn/k_rope"), at(place + "self_attn/v")),
            (StageNames.DitHigh or StageNames.DitLow, "self_attn/q" or "self_attn/k" or "self_attn/v") => Linear(stage, layer + Key(name), at(place + "sa_in")),
            (StageNames.DitHigh or StageNames.DitLow, "self_attn/o" or "cross_attn/o") => Linear(stage, layer + Key(name), at(place + name.Replace("/o", "/attention", StringComparison.Ordinal))),
            (StageNames.DitHigh or StageNames.DitLow, "cross_attn/q") => Linear(stage, layer + Key(name), at(place + "norm3")),
            (StageNames.DitHigh or StageNames.DitLow, "cross_attn/k" or "cross_attn/v") => Linear(stage, layer + Key(name), at(network + "/text_embedding")),
            (StageNames.DitHigh or StageNames.DitLow, "ffn/out") => Linear(stage, layer + "ffn.2", at(place + "ffn/mid")),
            (StageNames.TextEncode, "attn/q" or "attn/k" or "attn/v") => Linear(stage, layer + Key(name), at(place + "norm1")),
            (StageNames.TextEncode, "attn/out") => Linear(stage, layer + "attn.o", at(place + "attn/pre_o")),
            (StageNames.TextEncode, "ffn/fc1") => Linear(stage, layer + "ffn.fc1", at(place + "norm2")),
            _ => null,
        };
    }

    /// <summary>The call in fp64 on the CPU: what it should give.</summary>
    public static Tensor Expected(OperationCall call, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var wide = inputs.ToDictionary(i => i.Key, i => i.Value.cpu().to(ScalarType.Float64), StringComparer.Ordinal);
        return call.Operator == "linear"
            ? nn.functional.linear(wide["input"], wide["weight"], wide.GetValueOrDefault("bias"))
            : nn.functional.scaled_dot_product_attention(wide["query"], wide["key"], wide["value"]);
    }

    private static string Key(string name) => name.Replace('/', '.');

    private (OperationCall, IReadOnlyDictionary<string, Tensor>)? Linear(string stage, string layer, Tensor? input)
    {
        if (input is null || loader.Weights.Files is not { } model)
        {
            return null; // parameters from a seed have no file to carry the operation's own out of
        }

        using var checkpoint = FileWeights.OpenFile(model, StageNetwork.Of(stage));
        var inputs = new Dictionary<string, Tensor> { ["input"] = input, ["weight"] = Stored(checkpoint, layer + ".weight", input.dtype) };
        var hasBias = checkpoint.Tensors.ContainsKey(layer + ".bias");
        if (hasBias)
        {
            inputs["bias"] = Stored(checkpoint, layer + ".bias", input.dtype);
        }

        return (new("linear", "", [OperationArgument.Tensor("input"), OperationArgument.Tensor("weight"), hasBias ? OperationArgument.Some(OperationArgument.Tensor("bias")) : OperationArgument.None]), inputs);
    }

    private static Tensor Stored(ICheckpoint checkpoint, string key, ScalarType dtype) => StoredValues.Read(checkpoint, key, checkpoint.Tensors[key].Shape, dtype);

    /// <summary>q and k [1, L, heads, d], v [1, L, heads * d].</summary>
    private static (OperationCall, IReadOnlyDictionary<string, Tensor>)? Attention(Tensor? q, Tensor? k, Tensor? v)
    {
        if (q is null || k is null || v is null)
        {
            return null;
        }

        var heads = new Dictionary<string, Tensor>
        {
            ["query"] = q.transpose(1, 2).contiguous(), // [1, heads, L, d]
            ["key"] = k.transpose(1, 2).contiguous(),
            ["value"] = v.unflatten(2, [q.shape[2], q.shape[3]]).transpose(1, 2).contiguous(),
        };
        return (new("scaled_dot_product_attention", "", [
            OperationArgument.Tensor("query"), OperationArgument.Tensor("key"), OperationArgument.Tensor("value"),
            OperationArgument.None, OperationArgument.Number(0), OperationArgument.Flag(false), OperationArgument.None, OperationArgument.Flag(false)]), heads);
    }

    [GeneratedRegex(@"^(?<network>[^/]+)/blocks\.(?<block>\d+)/(?<name>[^#]+)")]
    private static partial Regex BlockTap();
}
