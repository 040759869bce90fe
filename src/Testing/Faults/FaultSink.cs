using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Testing.Faults;

/// <summary>Lets a fault happen at a tap.</summary>
public sealed class FaultSink(FaultSpec spec) : ITapSink, IDisposable
{
    private readonly IFault fault = FaultCatalog.Find(spec.Kind);
    private readonly Dictionary<string, Tensor> lastByShape = new(StringComparer.Ordinal);
    private Tensor? from;

    /// <summary>How often the fault has happened.</summary>
    public int Hits { get; private set; }

    /// <summary>Makes the sink of a text such as <c>fault:nan-channel@blocks.00/q</c>.</summary>
    /// <exception cref="FormatException">Not such a text.</exception>
    public static FaultSink Parse(string text) =>
        text.StartsWith("fault:", StringComparison.Ordinal) ? new(FaultSpec.Parse(text[6..])) : throw new FormatException($"'{text}': expected fault:KIND@TAP");

    public Tensor Pass(string path, Tensor tensor)
    {
        var shape = $"{tensor.dtype}[{string.Join(",", tensor.shape)}]";
        if (spec.Hits(path))
        {
            var context = new FaultContext(new(unchecked((spec.Seed * 7919) + Hits)), lastByShape.GetValueOrDefault(shape), from);
            Hits++;
            return Apply(tensor, context);
        }

        if (spec.Kind == FaultCatalog.Stale)
        {
            Remember(shape, tensor);
        }

        if (path == spec.From)
        {
            from?.Dispose();
            from = tensor.detach().clone().DetachFromDisposeScope();
        }

        return tensor;
    }

    public void Launch(string path, string operation)
    {
        if (spec.Hits(path, operation))
        {
            Hits++;
            using var nothing = empty(0);
            _ = fault.Apply(nothing, new(new(spec.Seed), null, null));
        }
    }

    public void Dispose()
    {
        from?.Dispose();
        foreach (var tensor in lastByShape.Values)
        {
            tensor.Dispose();
        }

        lastByShape.Clear();
    }

    private Tensor Apply(Tensor tensor, FaultContext context)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var faulty = fault.Apply(tensor, context);
        return ReferenceEquals(faulty, tensor) ? tensor : faulty.MoveToOuterDisposeScope();
    }

    private void Remember(string shape, Tensor tensor)
    {
        if (lastByShape.Remove(shape, out var before))
        {
            before.Dispose();
        }

        lastByShape[shape] = tensor.detach().clone().DetachFromDisposeScope();
    }
}
