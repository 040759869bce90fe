using System.Globalization;

namespace Workbench.Harness.Repro;

/// <summary>One argument of an operation, as C# and as Python write it.</summary>
/// <param name="CSharp">Expression for <c>Aten.Call</c>; tensors are <c>T("name")</c>.</param>
/// <param name="Python">Expression for <c>torch.ops.aten</c>; tensors are <c>t["name"]</c>.</param>
public sealed record OperationArgument(string CSharp, string Python)
{
    /// <summary>An absent optional.</summary>
    public static OperationArgument None { get; } = new("AtenArgument.None", "None");

    /// <summary>A tensor of the repro's inputs.</summary>
    public static OperationArgument Tensor(string name) => new($"T(\"{name}\")", $"t[\"{name}\"]");

    /// <summary>An integer.</summary>
    public static OperationArgument Integer(long value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        return new(text + "L", text);
    }

    /// <summary>A floating number.</summary>
    public static OperationArgument Number(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return new(text + "d", text);
    }

    /// <summary>A truth value.</summary>
    public static OperationArgument Flag(bool value) => value ? new("true", "True") : new("false", "False");

    /// <summary>A list of integers.</summary>
    public static OperationArgument Integers(params long[] values)
    {
        var text = string.Join(", ", values);
        return new($"new long[] {{ {text} }}", $"[{text}]");
    }

    /// <summary>A present optional (schema type with a question mark).</summary>
    public static OperationArgument Some(OperationArgument value) => value with { CSharp = $"AtenArgument.Some({value.CSharp})" };
}
