using Workbench.Harness.Comparison;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Configuration;
using static TorchSharp.torch;

namespace Workbench.Parity;

/// <summary>What a suite works with: the folder, the device, the dtypes, and the rows it reports.</summary>
public sealed class ParityContext(OracleFolder oracle, Device device, DtypePlan dtypes, IParitySuite suite, Action<ParityRow> report, CancellationToken cancellation)
{
    private readonly HashSet<string> reported = new(StringComparer.Ordinal);

    /// <summary>The folder under test.</summary>
    public OracleFolder Oracle => oracle;

    /// <summary>Where networks run.</summary>
    public Device Device => device;

    /// <summary>Who computes in what. fp32 throughout for the oracle's own limits.</summary>
    public DtypePlan Dtypes => dtypes;

    /// <summary>Whether everything runs in fp32: then the strict limits apply, otherwise the stated 16-bit bounds.</summary>
    public bool Strict => dtypes.Compute == ScalarType.Float32;

    /// <summary>Names of the rows so far.</summary>
    public IReadOnlySet<string> Reported => reported;

    /// <summary>Asked between tensors.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>The oracle's tensor <paramref name="name"/> of this case, on the device; joins the current dispose scope.</summary>
    public Tensor Expected(string name) => Expected(suite.Case + ".safetensors", name);

    /// <summary>A tensor of another file of the folder.</summary>
    public Tensor Expected(string file, string name)
    {
        using var view = oracle.File(file).View(name);
        return view.to(device, copy: true);
    }

    /// <summary>Compares a result with the oracle's tensor of that name.</summary>
    /// <param name="name">Name in the case's file.</param>
    /// <param name="got">Our value.</param>
    /// <param name="limit">Largest relative error ||a-b||/||b||; 0 demands equality.</param>
    public void Compare(string name, Tensor got, double limit)
    {
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        Add(new(suite.Case, suite.Stage, name, TensorDifference.Between(got, Expected(name)), limit));
    }

    /// <summary>Compares a result with a tensor that came from elsewhere.</summary>
    /// <inheritdoc cref="Compare(string, Tensor, double)"/>
    public void Compare(string name, Tensor got, Tensor expected, double limit)
    {
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        Add(new(suite.Case, suite.Stage, name, TensorDifference.Between(got, expected), limit));
    }

    /// <summary>Demands equal values.</summary>
    public void Exact(string name, Tensor got) => Compare(name, got, 0);

    /// <summary>Reports something compared by other means (texts, sizes).</summary>
    public void Report(string name, bool passed, string problem) =>
        Add(new(suite.Case, suite.Stage, name, passed ? new(0, 0, [], 1, 0) : null, 0, passed ? null : problem));

    /// <summary>Opens a weight file of the folder.</summary>
    public ICheckpoint Weights(string relative) => oracle.File(relative);

    private void Add(ParityRow row)
    {
        reported.Add(row.Tensor);
        report(row);
    }
}
