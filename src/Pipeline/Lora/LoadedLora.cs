using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Lora;

/// <summary>
/// A LoRA file in host memory: read once, however often it is switched, whatever its strength, and for both experts.
/// Memory: the file's size (614 MB for rank 64 on every block matrix of A14B in bf16).
/// </summary>
internal sealed class LoadedLora : IDisposable
{
    private readonly Dictionary<string, ILoraDelta[]> deltas = new(StringComparer.Ordinal);

    private LoadedLora(LoraIndex index) => Index = index;

    /// <summary>What the file holds.</summary>
    public LoraIndex Index { get; }

    /// <summary>Reads what matches one of the models.</summary>
    /// <exception cref="LoraException">A value is not finite.</exception>
    public static LoadedLora Read(ICheckpoint file, LoraIndex index, IEnumerable<LoraPlan> plans)
    {
        var loaded = new LoadedLora(index);
        try
        {
            foreach (var match in plans.SelectMany(plan => plan.Matches))
            {
                loaded.Add(file, match);
            }

            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>What is added to a parameter: the pair first, then the full delta.</summary>
    public IReadOnlyList<ILoraDelta> Of(string key) => deltas[key];

    /// <summary>Norm of everything added to a parameter at strength 1 (a pair and a full delta count as orthogonal).</summary>
    public double NormOf(string key) => Math.Sqrt(deltas[key].Sum(d => d.Norm * d.Norm));

    public void Dispose()
    {
        foreach (var delta in deltas.Values.SelectMany(d => d))
        {
            delta.Dispose();
        }
    }

    private void Add(ICheckpoint file, LoraMatch match)
    {
        if (deltas.ContainsKey(match.Key))
        {
            return; // the other expert has it too
        }

        var parts = new List<ILoraDelta>();
        deltas.Add(match.Key, []);
        try
        {
            if (match is { Down: { } down, Up: { } up })
            {
                parts.Add(new LowRankDelta(Matrix(file, down), Matrix(file, up), match.Alpha is { } alpha ? Scalar(file, alpha) : null));
            }

            if (match.Diff is { } diff)
            {
                parts.Add(new FullDelta(Tensor(file, diff, diff.Shape)));
            }
        }
        finally
        {
            deltas[match.Key] = [.. parts];
        }

        if (!double.IsFinite(NormOf(match.Key)))
        {
            throw new LoraException($"{file.Path}: what it adds to {match.Key} is not finite (NaN or infinity in {string.Join(", ", new[] { match.Down, match.Up, match.Alpha, match.Diff }.OfType<StoredTensor>().Select(t => t.Name))}).");
        }
    }

    private static Tensor Matrix(ICheckpoint file, StoredTensor stored) => Tensor(file, stored, [stored.Shape[0], stored.Count / stored.Shape[0]]);

    private static Tensor Tensor(ICheckpoint file, StoredTensor stored, long[] shape) => stored.Type.TorchType()?.IsFloat() == true
        ? StoredValues.Read(file, stored.Name, shape).DetachFromDisposeScope()
        : throw new LoraException($"{file.Path}: {stored.Name} is stored as {stored.Type}, expected a floating type.");

    private static double Scalar(ICheckpoint file, StoredTensor stored)
    {
        using var scope = NewDisposeScope();
        return file.View(stored.Name).to(ScalarType.Float64).reshape(1).item<double>();
    }
}
