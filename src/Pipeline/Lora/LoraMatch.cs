using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.Lora;

/// <summary>A parameter of the model and what a LoRA file adds to it.</summary>
/// <param name="Key">State-dict key under upstream's name.</param>
/// <param name="Shape">The parameter's shape.</param>
/// <param name="Linear">Whether it is the weight of a linear layer, which may be quantised.</param>
public sealed record LoraMatch(string Key, long[] Shape, bool Linear)
{
    /// <summary>[rank, inputs, ...], together with <see cref="Up"/>.</summary>
    public StoredTensor? Down { get; init; }

    /// <summary>[outputs, rank, ...].</summary>
    public StoredTensor? Up { get; init; }

    /// <summary>Scalar; only with a pair.</summary>
    public StoredTensor? Alpha { get; init; }

    /// <summary>A full delta in the parameter's shape.</summary>
    public StoredTensor? Diff { get; init; }

    /// <summary>Rank of the pair.</summary>
    public long? Rank => Down?.Shape[0];

    /// <summary>What does not fit, or null.</summary>
    internal string? Defect()
    {
        if ((Down is null) != (Up is null))
        {
            return $"{Key}: {(Down ?? Up)!.Name} has no {(Down is null ? "down (lora_A)" : "up (lora_B)")} half.";
        }

        if (Down is { } down && Up is { } up && !Pair(down.Shape, up.Shape))
        {
            return $"{Key} is [{string.Join(",", Shape)}], but {down} and {up} make another shape.";
        }

        return Diff is { } diff && !diff.Shape.Where(n => n != 1).SequenceEqual(Shape.Where(n => n != 1))
            ? $"{Key} is [{string.Join(",", Shape)}], but the file adds {diff}."
            : Alpha is { Count: not 1 } alpha ? $"{alpha} is not a scalar." : null;
    }

    /// <summary>Convolution kernels count as matrices [outputs, everything else].</summary>
    private bool Pair(long[] down, long[] up)
    {
        var inputs = Shape.Skip(1).Aggregate(1L, (a, b) => a * b);
        return down.Length >= 2 && up.Length >= 2 && Shape.Length >= 2 && down[0] == up[1] && up[0] == Shape[0]
            && down.Skip(1).Aggregate(1L, (a, b) => a * b) == inputs && up.Skip(2).All(n => n == 1);
    }
}
