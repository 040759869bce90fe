using System.Globalization;
using Workbench.Harness.Listening;
using Workbench.Pipeline.Checkpoints;
using Workbench.Testing.Faults;
using static TorchSharp.torch;

namespace Workbench.Testing.Weights;

/// <summary>A fault in a stored weight, as text: <c>sign-bit@blocks.0.self_attn.q.weight;seed=3</c>.</summary>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Key">State-dict key, or a glob over keys.</param>
/// <param name="Seed">Chooses the element or block.</param>
public sealed record WeightFault(string Kind, string Key, int Seed = 0)
{
    /// <summary>
    /// <c>sign-bit</c>, <c>exponent-bit</c>: one bit of one element; <c>transposed</c>: the wrong memory order; <c>doubled</c>: everything times two (a scale tensor off by 2);
    /// <c>negated</c>, <c>zeroed</c>: all of it; <c>garbage-block</c>: one quantised block, or a run of 32 elements, holds garbage.
    /// </summary>
    public static IReadOnlyList<string> Kinds { get; } = ["sign-bit", "exponent-bit", "transposed", "doubled", "negated", "zeroed", "garbage-block"];

    /// <summary>Reads the text.</summary>
    /// <exception cref="FormatException">Not such a text.</exception>
    public static WeightFault Parse(string text)
    {
        var parts = text.Split('@', ';');
        var seed = parts.Length == 3 && parts[2].StartsWith("seed=", StringComparison.Ordinal) ? int.Parse(parts[2].AsSpan(5), CultureInfo.InvariantCulture) : 0;
        return parts.Length is 2 or 3 && Kinds.Contains(parts[0])
            ? new(parts[0], parts[1], seed)
            : throw new FormatException($"'{text}': expected KIND@KEY[;seed=N] with KIND of {string.Join(", ", Kinds)}");
    }

    /// <summary>Whether a key is meant.</summary>
    public bool Hits(string key) => key == Key || (Key.Contains('*', StringComparison.Ordinal) && new TapFilter(Key).Matches(key));

    /// <summary>A changed copy of a weight.</summary>
    public Tensor Apply(StoredTensor stored, Tensor view)
    {
        var random = new Random(unchecked((Seed * 7919) + 1));
        return Kind switch
        {
            "sign-bit" => BitFlip.Flip(view, sign: true, random),
            "exponent-bit" => BitFlip.Flip(view, sign: false, random),
            "transposed" => FaultAxes.Transposed(view),
            "doubled" => view.to(ScalarType.Float64).mul(2).to(view.dtype),
            "negated" => view.to(ScalarType.Float64).neg().to(view.dtype),
            "zeroed" => zeros_like(view),
            _ => Garbled(stored, view, random),
        };
    }

    private static Tensor Garbled(StoredTensor stored, Tensor view, Random random)
    {
        var faulty = view.contiguous().clone();
        var flat = faulty.reshape(-1);
        var length = Math.Min(flat.numel(), BlockLength(stored, view));
        var block = flat.narrow(0, random.NextInt64(flat.numel() / length) * length, length);
        if (stored.Type.TorchType() is null)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            block.copy_(tensor(bytes));
            return faulty;
        }

        var scale = faulty.to(ScalarType.Float64).abs().mean().item<double>();
        var values = Enumerable.Range(0, (int)length).Select(_ => (random.NextDouble() - 0.5) * 20 * (scale == 0 ? 1 : scale)).ToArray();
        block.copy_(tensor(values).to(view.dtype));
        return faulty;
    }

    /// <summary>Elements of the view that make one block: bytes of a quantised block (32 weights, or 256 in the K, IQ (but IQ4_NL) and TQ families), else 32 elements.</summary>
    private static long BlockLength(StoredTensor stored, Tensor view)
    {
        if (stored.Type.TorchType() is not null)
        {
            return 32;
        }

        var name = stored.Type.ToString();
        var weights = name.EndsWith("_K", StringComparison.Ordinal) || (name.StartsWith("IQ", StringComparison.Ordinal) && name != "IQ4_NL") || name.StartsWith("TQ", StringComparison.Ordinal) ? 256 : 32;
        return Math.Max(1, view.shape[^1] * weights / stored.Shape[^1]);
    }
}
