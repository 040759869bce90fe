using Workbench.Harness.Snapshots;
using static TorchSharp.torch;

namespace Workbench.Harness.Repro;

/// <summary>An operation that goes wrong, cut out of its pipeline.</summary>
public sealed record ReproCase
{
    /// <summary>The call.</summary>
    public required OperationCall Call { get; init; }

    /// <summary>Its tensor arguments by the names the call uses; borrowed.</summary>
    public required IReadOnlyDictionary<string, Tensor> Inputs { get; init; }

    /// <summary>What the reference gives; borrowed.</summary>
    public required Tensor Expected { get; init; }

    /// <summary>Largest relative error that still counts as right.</summary>
    public required double Limit { get; init; }

    /// <summary>Stage and tap it was found at.</summary>
    public required string Place { get; init; }

    /// <summary>The finding in one line.</summary>
    public required string Finding { get; init; }

    /// <summary>Where it went wrong.</summary>
    public required Provenance Candidate { get; init; }

    /// <summary>Where the reference comes from.</summary>
    public required Provenance Reference { get; init; }

    /// <summary>
    /// Line by which the C# program finds Workbench.Pipeline: <c>#:package Workbench.Pipeline@0.1.0</c>, or <c>#:project</c> and the path of a source tree.
    /// </summary>
    public string Directive { get; init; } = "#:package Workbench.Pipeline@0.1.0";
}
