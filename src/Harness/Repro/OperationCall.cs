namespace Workbench.Harness.Repro;

/// <summary>A call of an ATen operator.</summary>
/// <param name="Operator">Name without namespace, such as <c>conv3d</c>.</param>
/// <param name="Overload">Overload name; empty for the default one.</param>
/// <param name="Arguments">Every schema argument, in order.</param>
public sealed record OperationCall(string Operator, string Overload, IReadOnlyList<OperationArgument> Arguments)
{
    /// <summary>For our door to ATen.</summary>
    public string CSharp => $"Aten.Call(\"aten::{Operator}\", \"{Overload}\", {string.Join(", ", Arguments.Select(a => a.CSharp))})";

    /// <summary>For PyTorch.</summary>
    public string Python => $"torch.ops.aten.{Operator}.{(Overload.Length == 0 ? "default" : Overload)}({string.Join(", ", Arguments.Select(a => a.Python))})";
}
